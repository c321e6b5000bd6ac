"""The kinds of pages, an address of each over the built-in catalogue."""

from __future__ import annotations

DAY = "as_of=2026-11-30"
WORKER = "/routes?from=aseptic-support-worker@3"
TECHNICIAN = "/routes?from=pharmacy-technician-b5&to=section-10-lead"
KINDS: dict[str, str] = {
    "start": "/",
    "which": "/ask?q=technician+to+band+6",
    "unknown-words": "/ask?q=zorblax+to+band+6",
    "route-stated": f"{WORKER}&to=gphc-pharmacy-technician&sources=scoping-report&{DAY}",
    "route-conditional": f"{WORKER}&to=pharmacy-technician-b5&{DAY}",
    "route-one-study": f"{WORKER}&to=product-approver&setting=section-10&studies=1&{DAY}",
    "route-closed": f"{TECHNICIAN}&as_of=2026-12-09",
    "route-not-stated": f"/routes?from=band:3&to=band:6&stay_in=aseptic&{DAY}",
    "gaps": f"/gaps?from=pharmacist-b8a&to=qualified-person&{DAY}",
    "next": f"/next?from=aseptic-support-worker@3&{DAY}",
    "ladder": f"/ladder?strand=aseptic&{DAY}",
    "map": f"/map?strand=aseptic&{DAY}",
    "map-whole": f"/map?{DAY}",
    "explore": f"/explore?strand=aseptic&{DAY}",
    "explore-chosen": f"/explore?entry=cleanroom-supervisor&{DAY}",
    "role": f"/entries/cleanroom-supervisor?{DAY}",
    "source": f"/entries/medicines-act-1968?{DAY}",
    "entries": f"/entries?kind=role&{DAY}",
    "roles": f"/roles?strand=aseptic&{DAY}",
    "about": "/about",
    "search": f"/search?q=tecnician&{DAY}",
    "compare": f"/compare?id=section-10-lead&id=product-approver&{DAY}",
    "coverage": f"/coverage?{DAY}",
    "findings": f"/findings?kind=contradiction&{DAY}",
    "unlock": f"/unlock?from=qc-support-worker&to=qc-lab-manager&setting=licensed&{DAY}",
    "what-if": f"/what-if?{DAY}",
    "what-if-answered": "/what-if?changes=-+lift%3A+e36&from=qc-support-worker"
    f"&to=qc-lab-manager&setting=licensed&{DAY}",
    "chokepoints": f"/chokepoints?from=aseptic-support-worker&to=pharmacy-technician-b4&{DAY}",
    "not-found": f"/entries/qualified-persn?{DAY}",
    "refused": "/routes?from=none&to=band:6&as_of=yesterday",
    "form-routes": f"/routes?{DAY}",
    "form-gaps": f"/gaps?{DAY}",
}
