"""Notices of resources as a provider hands them over, of which a test changes one thing."""

_VOC = "http://data.education.fr/voc/scolomfr/concept/scolomfr-voc"
ARK = "ark:/99999/atlas"
LEVEL = f"{_VOC}-022-num-023"
SUBJECT = f"{_VOC}-015-num-990"
DOCUMENT = f"{_VOC}-005-num-024"

NOTICE = f"""<lom:lom xmlns:lom="http://ltsc.ieee.org/xsd/LOM"
 xmlns:lomfr="http://www.lom-fr.fr/xsd/LOMFR" xmlns:scolomfr="http://www.lom-fr.fr/xsd/SCOLOMFR">
 <lom:general>
  <lom:identifier><lom:catalog>ISBN</lom:catalog><lom:entry>978</lom:entry></lom:identifier>
  <lom:identifier><lom:catalog>ark</lom:catalog><lom:entry>{ARK}</lom:entry></lom:identifier>
  <lom:title><lom:string language="eng">Climate atlas</lom:string>
   <lom:string language="fre">Atlas &amp; « climats »</lom:string></lom:title>
  <lom:description><lom:string language="fre">Les climats,
    du monde.</lom:string></lom:description>
  <lomfr:documentType><lomfr:source>voc-005</lomfr:source>
   <lomfr:value>{DOCUMENT}</lomfr:value><lomfr:label>livre numérique</lomfr:label>
  </lomfr:documentType>
 </lom:general>
 <lom:lifeCycle><lom:contribute>
  <lom:role><lom:source>LOMv1.0</lom:source><lom:value>author</lom:value></lom:role>
  <lom:entity>BEGIN:VCARD&#10;FN:Quelqu’un&#10;END:VCARD</lom:entity>
 </lom:contribute><lom:contribute>
  <lom:role><lom:source>LOMv1.0</lom:source><lom:value>publisher</lom:value></lom:role>
  <lom:entity>BEGIN:VCARD&#10;VERSION:3.0&#10;FN:Éditions du Parc&#10;ORG:Parc SA&#10;\
NOTE:SIREN=378901946&#10;NOTE:ISNI=0000000123456789&#10;END:VCARD</lom:entity>
 </lom:contribute></lom:lifeCycle>
 <lom:technical><lom:location>https://parc.example/atlas</lom:location></lom:technical>
 <lom:relation><lom:kind><lom:value>a pour vignette</lom:value></lom:kind><lom:resource>
  <lom:identifier><lom:catalog>URI</lom:catalog>
   <lom:entry>https://parc.example/atlas.png</lom:entry></lom:identifier>
 </lom:resource></lom:relation>
 <lom:classification><lom:taxonPath>
  <lom:taxon><lom:id>{LEVEL}</lom:id>
   <lom:entry><lom:string language="fre">6e</lom:string></lom:entry></lom:taxon>
  <lom:taxon><lom:id>{LEVEL}</lom:id>
   <lom:entry><lom:string language="fre">sixième</lom:string></lom:entry></lom:taxon>
  <lom:taxon><lom:id>{SUBJECT}</lom:id>
   <lom:entry><lom:string language="fre">histoire (6e)</lom:string></lom:entry></lom:taxon>
  <lom:taxon><lom:id>other</lom:id>
   <lom:entry><lom:string>other</lom:string></lom:entry></lom:taxon>
 </lom:taxonPath></lom:classification>
</lom:lom>"""
"""Everything that is read of one."""


def harvested(*notices: str) -> str:
    """Return *notices* as OAI-PMH hands them over."""
    records = "".join(f"<record><metadata>{one}</metadata></record>\n" for one in notices)
    oai = "http://www.openarchives.org/OAI/2.0/"
    return f'<OAI-PMH xmlns="{oai}"><ListRecords>\n{records}</ListRecords></OAI-PMH>'
