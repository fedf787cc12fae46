"""Small network files of our own, in the formats of other programs, for the tests of this folder.

All but the NeatWork one describe the same scheme: a source at 100 m, a fork at 60 m that draws
2 L/s and an end at 40 m that draws 1 L/s, by 500 m and 300 m of pipe.
"""

from __future__ import annotations

JALTANTRA = """<?xml version="1.0" encoding="UTF-8"?>
<root>
  <name>Two reaches</name>
  <nodes>
    <defaultMinPressure>7.0</defaultMinPressure>
    <supplyHours>12.0</supplyHours>
    <source elevation="95.0" head="100.0" nodeID="1" nodeName="Spring"/>
    <node demand="1.0" elevation="60.0" nodeID="2" nodeName="Fork"/>
    <node demand="0.5" elevation="40.0" nodeID="3" nodeName="End" minPressure="9"/>
  </nodes>
  <pipes>
    <defaultRoughness>140.0</defaultRoughness>
    <minHeadLossPerKM>0.0</minHeadLossPerKM>
    <maxHeadLossPerKM>60.0</maxHeadLossPerKM>
    <pipe endNode="2" length="500.0" pipeID="a" startNode="1"/>
    <pipe diameter="32" parallelAllowed="true" endNode="3" length="300.0" pipeID="b" startNode="2"/>
  </pipes>
  <pipeCosts>
    <pipeCost cost="2.0" diameter="40.0"/>
    <pipeCost cost="3.0" diameter="50.0"/>
    <pipeCost cost="5.0" diameter="63.0"/>
  </pipeCosts>
</root>
"""

JALTANTRA_DEVICES = JALTANTRA.replace(
    "</pipeCosts>",
    """</pipeCosts>
  <esr>
    <esr_enabled>true</esr_enabled>
    <secondary_supply_hours>6.0</secondary_supply_hours>
    <esr_capacity_factor>0.5</esr_capacity_factor>
    <max_esr_height>10.0</max_esr_height>
    <allow_dummy>true</allow_dummy>
    <must_not_esrs><must_not_esr>3</must_not_esr></must_not_esrs>
    <esr_costs>
      <esr_cost basecost="0" maxcapacity="25000" mincapacity="0" unitcost="0.02"/>
      <esr_cost basecost="500" maxcapacity="500000" mincapacity="25000" unitcost="0.01"/>
    </esr_costs>
  </esr>
  <pump>
    <pump_enabled>true</pump_enabled>
    <minimum_pump_size>0.5</minimum_pump_size>
    <pump_efficiency>60</pump_efficiency>
    <capital_cost_per_kw>900</capital_cost_per_kw>
    <energy_cost_per_kwh>0.2</energy_cost_per_kwh>
    <design_lifetime>15</design_lifetime>
    <discount_rate>7</discount_rate>
    <inflation_rate>5</inflation_rate>
    <pipes_without_pumps><pipe_without_pump>b</pipe_without_pump></pipes_without_pumps>
    <manual_pumps/>
  </pump>
  <valves><valve pipeid="b" valvesetting="4.0"/></valves>""",
)

BRANCH = """ Two reaches
 test
   2     3     2.0      0.10     60.00      7.00     1
 1   1   1   1   1   1
  Pipe Data
    1    1    2        500.00      0.0    140.00000  N
    2    2    3        300.00      0.0    140.00000  N
  Node Data
    1  0.00       0.000       95.00      0.00  N
    2  0.00      -1.000       60.00      0.00  N
    3  0.00      -0.500       40.00      9.00  N
  Reference Node
    1      100.00
  Pipes 'C' Value & Cost Data
    40.00    140.00000       2.00
    50.00    140.00000       3.00
    63.00    140.00000       5.00
 -1   -1   -1
"""

LOOP_DAT = """set nodes := 1 2 3 ;
set pipes := 1 2 3 ;
param : arcs : L :=
1    2    500
2    3    300 ;

param d :=
1   40
2   50
3   63 ;
param E :=
1   100
2   60
3   40 ;
param P :=
1   0
2   7
3   9 ;
param D :=
1   -3
2   2
3   1 ;
param C :=
1   2
2   3
3   5 ;
param R :=
1   140
2   140
3   140 ;
param Source:= 1 ;
"""

INP = """[TITLE]
Two reaches
[JUNCTIONS]
;id elevation demand pattern
F 60 1 day
E 40 0.5 day
[RESERVOIRS]
R 100
[PIPES]
a F R 500 50 0.0015 0 Open
b F E 300 40 0.0015 2.5 Open
[PATTERNS]
day 0.5 1 2 1
[OPTIONS]
UNITS LPS
HEADLOSS D-W
[TIMES]
DURATION 24:00
[COORDINATES]
R 0 0
F 500 0
E 800 0
[END]
"""

TOPOGRAPHY = """!Nodes
S,0.0,0.0,0.0,0,0
A,-20.0,0.0,0.0,0,1
T,-25.0,0.0,0.0,2,2
U,-40.0,0.0,0.0,1,2
!Pipes
S,A,300.0
A,T,80.0
A,U,150.0
!Default properties
orifcoef,0.6
pipelength,6.0
limitbudget,1.0E9
watertemp,20.0
opentaps,0.4
servicequal,0.7
faucetcoef,2.0E-8
seuil,0.1
targetflow,0.2
"""

GEOJSON = """{"type": "FeatureCollection", "features": [
 {"type": "Feature", "properties": {"id": "S", "kind": "source", "colour": "red"},
  "geometry": {"type": "Point", "coordinates": [-76.5, 3.8, 1500]}},
 {"type": "Feature", "properties": {"id": "A", "demand_lps": 0.5},
  "geometry": {"type": "Point", "coordinates": [-76.505, 3.8, 1450]}},
 {"type": "Feature", "properties": {"id": "p"},
  "geometry": {"type": "LineString",
   "coordinates": [[-76.505, 3.8, 1450], [-76.502, 3.8, 1497], [-76.5, 3.8, 1500]]}}]}
"""

KML = """<?xml version="1.0"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document>
<Placemark><name>S</name>
 <ExtendedData><Data name="kind"><value>source</value></Data></ExtendedData>
 <Point><coordinates>-76.5,3.8,1500</coordinates></Point></Placemark>
<Placemark><name>A</name>
 <ExtendedData><Data name="demand_lps"><value>0.5</value></Data></ExtendedData>
 <Point><coordinates>-76.505,3.8,1450</coordinates></Point></Placemark>
<Placemark><name>p</name>
 <LineString><coordinates>-76.505,3.8,1450 -76.502,3.8,1497 -76.5,3.8,1500</coordinates></LineString>
</Placemark></Document></kml>
"""

OWN = """schema: 1
name: Taps and plots
currency: USD
min_pressure: 5 m
through_pressure: 2 m
catalogue: pe100
price_per_kg: 4 USD/kg
loads:
  - {id: taps, hours: 4 hour/day}
  - {id: irrigation, hours: 8 hour/day}
nodes:
  - {id: spring, elevation: 1500 m, kind: source}
  - {id: fork, elevation: 1460 m}
  - {id: village, elevation: 1440 m, demands: {taps: 1.2 L/s, irrigation: 0.2 L/s}}
  - {id: plots, elevation: 1450 m, demands: {irrigation: 1.0 L/s}}
links:
  - id: main
    from: spring
    to: fork
    length: 900 m
    profile:
      - {distance: 300 m, elevation: 1450 m}
      - {distance: 600 m, elevation: 1487 m}
  - {id: street, from: fork, to: village, length: 400 m}
  - {id: lateral, from: fork, to: plots, length: 300 m}
"""
