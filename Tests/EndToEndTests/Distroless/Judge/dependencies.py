"""Says what nothing needs: dependencies.py LOCK PACKAGES BASE-LOCK ROOT

Prints the packages of a lock that are neither in the lock of its base nor needed, by however many steps, by package ROOT,
or by what it recommends.
"""

import re
import sys

import composed

lock, directory, base, root = sys.argv[1:]
packages = {package.name: package for package in composed.packages(lock, directory) if package.layer}
needed, unseen = set(), [root]
while unseen:
    name = unseen.pop()
    if name in needed or name not in packages:
        continue
    needed.add(name)
    control = re.sub(r"\n\s+", " ", packages[name].control("control").decode())
    fields = "Pre-Depends|Depends|Recommends" if name == root else "Pre-Depends|Depends"
    for field in re.findall(rf"(?m)^(?:{fields}): (.*)$", control):
        unseen += [relation.split()[0].split(":")[0] for relation in re.split("[,|]", field) if relation.strip()]
base = {package.name for package in composed.packages(base, directory)}
print("\n".join(sorted(set(packages) - base - needed)))
if root not in packages:
    print(f"{root} is missing")
