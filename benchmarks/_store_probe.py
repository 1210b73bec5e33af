"""Measures the stores."""
import random
import sys
import time
from datetime import UTC, datetime
from cryptography.hazmat.primitives.asymmetric import rsa,padding
from cryptography.hazmat.primitives import hashes
from garbridge.core.catalogue import *
from garbridge.core.identifiers import *
from garbridge.core.pairwise import PairwiseKey
from garbridge.services.access import AccessService
from garbridge.stores.sql.database import Database
from garbridge.stores.sql.engine import open_engine
from garbridge.stores.sql.directory import SqlDirectory
from garbridge.stores.sql.entitlements import SqlEntitlements
k=rsa.generate_private_key(65537,2048)
pub=Provider(id=ProviderId("p"),name="P")
R=[ResourceId(f"ark:/99999/res-{i:05d}") for i in range(50)]
cat=Catalogue([pub],[Resource(id=r,provider=pub.id,title=r,url=r) for r in R])
db=Database(open_engine("sqlite:////tmp/stp/big.sqlite"))
T=TenantId("F0")
d=SqlDirectory(db,T); e=SqlEntitlements(db,T)
now=datetime(2026,11,16,tzinfo=UTC)
a=AccessService(tenant=T,key=PairwiseKey("k",b"k"*32),shared_sector=None,catalogue=lambda:cat,directory=d,entitlements=e,clock=lambda:now)
raw=db._connections.take()
ps=[r[0] for r in raw.execute("select person from garbridge_person").fetchall()]
random.Random(5).shuffle(ps)
ms=dict(raw.execute("select person,school from garbridge_membership").fetchall())
from collections import Counter
kinds=Counter()
best={}
n=1000
def run(name,f,m=n):
    t=time.process_time()
    for i in range(base,base+m): f(ps[i%len(ps)],i)
    best[name]=min(best.get(name,9e9),(time.process_time()-t)/m*1e6)
for rnd in range(40):
    base=rnd*n
    run("rsa",lambda p,i:k.sign(b"x",padding.PKCS1v15(),hashes.SHA256()),100)
    run("person",lambda p,i:d.person(p))
    run("entitlements indiv",lambda p,i:e.entitlements(p,ms[p],R[i%40]))
    run("entitlements etabl",lambda p,i:e.entitlements(p,ms[p],R[40+i%10]))
    run("check indiv",lambda p,i:a.check(p,ms[p],R[i%40]))
    run("check etabl",lambda p,i:a.check(p,ms[p],R[40+i%10]))
for i in range(5000):
    kinds[type(a.check(ps[i],ms[ps[i]],R[i%50])).__name__]+=1
for name,v in best.items(): print(f"{name:22} {v:8.2f} us  {v/best['rsa']:.3f} rsa")
print(kinds)
if "prof" in sys.argv:
    import cProfile
    pr=cProfile.Profile(); pr.enable()
    for i in range(20000): a.check(ps[i],ms[ps[i]],R[i%40])
    pr.disable(); import pstats; pstats.Stats(pr).sort_stats("tottime").print_stats(14)
