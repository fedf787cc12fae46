"""What people, animals, gardens and enterprises need, by use, month, day and hour.

Every function takes plain values in the units its argument names say, and returns net water at
the tap; losses come in once, in :func:`musdesign.demand.needs.stack`.
"""
