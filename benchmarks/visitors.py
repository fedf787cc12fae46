"""Visitors of the served app without a browser: they speak its websocket as a browser does.

Twenty browsers need more memory and processor time than the server under test; what the server
sees of them is one websocket each.  A visitor loads the page, keeps the state of the controls that
it was shown, and acts on one of them: the answer is complete when the server says that the script
finished.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

_MOST_AFTER_RUNS = 20


@dataclass(slots=True)
class Control:
    """A control on the page: its kind, its description, and the fragment that it belongs to."""

    kind: str
    shown: Any
    fragment: str = ""
    options: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Page:
    """What a visitor was shown: controls, the pages to go to, and what went wrong."""

    controls: dict[str, Control] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Answer:
    """An action and the seconds until the page was complete again."""

    what: str
    seconds: float
    failures: list[str]


class Visitor:
    """One person before the app."""

    def __init__(self, address: str, seed: int, locale: str = "en-US") -> None:
        """Note the address; `seed` decides what this person does."""
        self.address = address
        self.locale = locale
        self.dice = random.Random(seed)
        self.page = Page()
        self.query = ""
        self.cookie = ""
        self.bytes_received = 0
        self._place = ""
        self._states: dict[str, WidgetState] = {}
        self._socket: ClientConnection | None = None

    async def arrive(self, query: str = "") -> Answer:
        """Open the page, with the query of a link."""
        self.query = query
        self.cookie = await asyncio.to_thread(_cookie, f"{self.address}/?{query}", self.cookie)
        host = urlsplit(self.address).netloc
        self._states, self._place = {}, ""
        self._socket = await connect(
            f"ws://{host}/_stcore/stream",
            subprotocols=["streamlit"],  # type: ignore[list-item]
            additional_headers={"Cookie": self.cookie} if self.cookie else {},
            max_size=None,
        )
        return await self._run("arrive")

    async def leave(self) -> None:
        """Close the page."""
        if self._socket is not None:
            await self._socket.close()

    async def act(self) -> Answer:
        """Do one thing that a person does: move, type, choose, look elsewhere."""
        kind, act = self.dice.choice(list(self._possible()))
        return await act(kind)

    def _possible(self) -> Iterator[tuple[str, Callable[[str], Any]]]:
        kinds = {control.kind for control in self.page.controls.values()}
        for kind in (
            "slider",
            "slider",
            "text_input",
            "selectbox",
            "radio",
            "button_group",
            "tabs",
        ):
            if kind in kinds:
                yield kind, self._touch
        if len(self.page.pages) > 1:
            yield "page", self._go

    async def _go(self, what: str) -> Answer:
        self._place = self.dice.choice(sorted(self.page.pages.values()))
        return await self._run(f"{what} {self._place[:6]}")

    async def _touch(self, kind: str) -> Answer:
        found = [key for key, item in self.page.controls.items() if item.kind == kind]
        key = self.dice.choice(sorted(found))
        control = self.page.controls[key]
        self._states[key] = _changed(self.dice, key, control)
        what = f"{getattr(control.shown, 'label', '')} {self._states[key].string_value}"
        return await self._run(f"{kind} {what}", control.fragment)

    async def go(self, title: str) -> Answer:
        """Go to a page by its title in the menu."""
        self._place = self.page.pages[title]
        return await self._run(f"page {title}")

    async def press(self, label: str) -> Answer:
        """Press a button by its label."""
        key, control = next(
            (key, item)
            for key, item in self.page.controls.items()
            if getattr(item.shown, "label", "") == label
        )
        self._states[key] = WidgetState(id=key, trigger_value=True)
        try:
            return await self._run(f"button {label}", control.fragment)
        finally:
            self._states.pop(key, None)

    async def set(self, key: str, **value: Any) -> Answer:
        """Set a control."""
        self._states[key] = WidgetState(id=key, **value)
        return await self._run(f"set {key}", self.page.controls[key].fragment)

    def type(self, key: str, text: str) -> None:
        """Type into a field of a form, which is sent with its button."""
        self._states[key] = WidgetState(id=key, string_value=text)

    def options(self) -> list[str]:
        """Return the options of every list on the page."""
        controls = self.page.controls.values()
        return [str(option) for item in controls for option in getattr(item.shown, "options", [])]

    async def _run(self, what: str, fragment: str = "") -> Answer:
        start = time.monotonic()
        again = await self._once(fragment)
        seconds = time.monotonic() - start
        # what the page fetches by itself after the first paint is load, but no waiting
        for _ in range(_MOST_AFTER_RUNS):
            if not again:
                break
            part, pause = again.popitem()
            await asyncio.sleep(pause)
            again |= await self._once(part, by_itself=True)
        return Answer(what, seconds, list(self.page.failures))

    async def _once(self, fragment: str, *, by_itself: bool = False) -> dict[str, float]:
        assert self._socket is not None
        await self._socket.send(self._request(fragment, by_itself=by_itself).SerializeToString())
        page = Page(pages=self.page.pages)
        again: dict[str, float] = {}
        while True:
            raw = await asyncio.wait_for(self._socket.recv(), 120)
            self.bytes_received += len(raw)
            message = ForwardMsg.FromString(raw)  # type: ignore[arg-type]
            kind = message.WhichOneof("type")
            if kind == "delta":
                _note(page, message.delta)
            elif kind == "navigation":
                page.pages = {p.page_name: p.page_script_hash for p in message.navigation.app_pages}
                self._place = message.navigation.page_script_hash
            elif kind == "page_info_changed":
                self.query = message.page_info_changed.query_string
            elif kind == "auto_rerun":
                again[message.auto_rerun.fragment_id] = message.auto_rerun.interval
            elif kind == "stop_auto_rerun":
                for part in message.stop_auto_rerun.fragment_ids:
                    again.pop(part, None)
            elif kind == "script_finished":
                finished = message.script_finished
                if finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    continue
                if finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                    page.failures.append("the script does not compile")
                break
        if fragment:
            kept = {k: c for k, c in self.page.controls.items() if c.fragment != fragment}
            page.controls = {**kept, **page.controls}
        self.page = page
        return again

    def _request(self, fragment: str, *, by_itself: bool) -> BackMsg:
        request = BackMsg()
        state = request.rerun_script
        state.query_string = self.query
        state.page_script_hash = self._place
        state.fragment_id = fragment
        state.is_auto_rerun = by_itself
        state.context_info.locale = self.locale
        state.context_info.timezone = "America/Bogota"
        state.context_info.url = self.address
        shown = self.page.controls
        self._states = {k: v for k, v in self._states.items() if not shown or k in shown}
        state.widget_states.widgets.extend(self._states.values())
        return request


def _cookie(address: str, known: str) -> str:
    request = urllib.request.Request(address, headers={"Cookie": known} if known else {})
    with urllib.request.urlopen(request, timeout=60) as answer:
        given = [value.split(";")[0] for value in answer.headers.get_all("Set-Cookie", [])]
    return "; ".join(part for part in (known, *given) if part)


def _note(page: Page, delta: Any) -> None:
    fragment = delta.fragment_id
    kind = delta.WhichOneof("type")
    if kind == "add_block":
        block = delta.add_block
        inner = block.WhichOneof("type")
        if inner == "tab_container" and block.tab_container.id:
            page.controls[block.tab_container.id] = Control("tabs", block.tab_container, fragment)
        elif inner == "tab":
            # tabs are sent right after the row that holds them
            rows = [control for control in page.controls.values() if control.kind == "tabs"]
            if rows:
                rows[-1].options.append(block.tab.label)
        elif inner == "expandable" and block.expandable.id:
            page.controls[block.expandable.id] = Control("expander", block.expandable, fragment)
        return
    if kind != "new_element":
        return
    element = delta.new_element
    inner = element.WhichOneof("type") or ""
    shown = getattr(element, inner, None)
    if inner == "exception":
        page.failures.append(f"exception {shown.type}: {shown.message}")
    elif inner == "alert":
        page.texts.append(shown.body)
        if "unforeseen" in shown.body:
            page.failures.append(shown.body)
    elif inner in {"html", "markdown"}:
        page.texts.append(shown.body)
    with contextlib.suppress(AttributeError):
        if shown is not None and shown.id and not getattr(shown, "disabled", False):
            page.controls[shown.id] = Control(inner, shown, fragment)


def _changed(dice: random.Random, key: str, control: Control) -> WidgetState:
    state = WidgetState(id=key)
    shown = control.shown
    if control.kind == "slider":
        steps = max(1, round((shown.max - shown.min) / shown.step))
        value = shown.min + shown.step * dice.randint(steps // 10, steps // 2)
        state.double_array_value.data.append(min(value, shown.max))
    elif control.kind == "text_input":
        state.string_value = dice.choice(["", "1,5", "2.25", "3"])
    elif control.kind in {"selectbox", "radio"}:
        state.string_value = dice.choice(list(shown.options))
    elif control.kind == "button_group":
        state.string_array_value.data.append(dice.choice(list(shown.options)).content)
    elif control.kind == "tabs":
        state.string_value = dice.choice(control.options)
    return state
