"""What publishers call their ratings, by outcome, in the languages they publish in. Data only; ratings.py reads it.
|

Classes as in ClaimsKG: TRUE, MIXTURE (everything "mostly", "half" or "partly"), FALSE, OTHER (labels off the scale).
|
Phrases are parted by bars, in small letters, without accents where Latin script is used with them or without.
"""

from typing import Final

TRUE: Final = """
true | correct | accurate | genuine | confirmed | verified | factual | proven | legit | authentic
| geppetto checkmark | verified true | this is true | it is true
| wahr | richtig | korrekt | stimmt | zutreffend | echt | bestatigt | das stimmt
| vrai | exact | correcte | confirme | avere | c'est vrai
| verdadero | cierto | correcto | verdad | es verdad | es cierto | veridico | verdadeiro | verdade | certo
| correto | fato | comprovado
| vero | corretto | confermato | e vero | notizia vera | verdader | cert
| waar | juist | klopt | correct bevonden | sant | stammer | riktig | korrekt | sandt | rigtigt | totta
| pitaa paikkansa | oikein
| prawda | prawdziwe | prawdziwy | potwierdzone | pravda | pravdive | pravdivy | pravdivo | tocno | istina
| istinito | tacno | resnica | drzi
| igaz | valos | adevarat | corect | teisybe | tiesa | patiesiba | toene | tosi | e vertete | e sakte
| αληθεια | αληθες | αληθης | αληθινο | σωστο | правда | верно | достоверно | вярно | истина | точно | тачно
| истинито | вистина | достовірно
| dogru | dogrudur | gercek | صحيح | حقيقي | حقيقة | صحیح | درست | حقیقت | سچ | درست ہے | אמת | נכון
| सही | सच | सत्य | सच है | खरे | સાચું | સાચો | সত্য | সঠিক | உண்மை | நிஜம் | నిజం | ನಿಜ | സത്യം | ശരി | ਸੱਚ
| සත්‍ය | සත්‍යයි
| benar | fakta | betul | sahih | totoo | tama | dung | dung su that | dung su | จริง | ข่าวจริง | ប្រាកដ | အမှန်
| 真实 | 真實 | 属实 | 屬實 | 正确 | 正確 | 事实 | 事實 | 真 | 本当 | 사실 | 진실 | kweli | ni kweli | egia | fior
| gwir | waarheid
| մարտ ճիշտ է | ճիշտ է | ჭეშმარიტი | სიმართლე | დადასტურებული
"""

MIXTURE: Final = """
mostly true | mostly correct | mostly accurate | largely true | largely correct | largely accurate | generally true
| nearly true | almost true
| partly true | partially true | partly correct | partially correct | partially accurate | half true | half-true
| half right | half truth
| somewhat true | true but | correct but | accurate but | true, but | correct, but | accurate, but
| technically true | true with context
| mixture | mixed | mixed bag | mix of | part true | in between | both true and false | true and false
| partly right | cherry picked | cherry-picked
| mostly false | mostly wrong | mostly incorrect | mostly inaccurate | largely false | partly false
| partially false | half false | barely true
| partially incorrect | partly wrong | not quite | not entirely | not completely | not fully | not exactly
| not the whole story | half the story | spins the facts
| misleading | mislead | misleads | somewhat misleading | exaggerated | exaggerates | exaggeration | exaggerating
| understated | overstated | inflated | distorts the facts | distorted
| distorts | imprecise | one pinocchio | two pinocchios | three pinocchios | 1 pinocchio | 2 pinocchios
| 3 pinocchios
| grosstenteils wahr | grosstenteils richtig | uberwiegend wahr | uberwiegend richtig | weitgehend richtig
| weitgehend wahr | teils wahr | teilweise wahr | teilweise richtig
| halbwahr | halbwahrheit | nur teilweise richtig | teilweise falsch | teils falsch | grosstenteils falsch
| uberwiegend falsch | weitgehend falsch | irrefuhrend | ubertrieben | ungenau
| plutot vrai | en partie vrai | partiellement vrai | a moitie vrai | c'est plus complique | plutot faux
| en partie faux | partiellement faux | trompeur | trompeuse | exagere
| a nuancer | imprecis | presque vrai | vrai mais
| mayormente verdadero | mayormente cierto | parcialmente verdadero | parcialmente cierto | medio verdadero
| verdad a medias | media verdad | verdadero pero | cierto pero | verdadero, pero | cierto, pero
| mayormente falso | parcialmente falso | medio falso | enganoso | enganosa | exagerado | exagerada | exageracion
| inflado
| verdadeiro mas | verdadeiro, mas | meio verdadeiro | parcialmente verdadeiro | impreciso | imprecisa | distorcido
| nao e bem assim | contraditorio | subestimado | ainda e cedo
| quasi vero | in parte vero | parzialmente vero | c'eri quasi | mezza verita | parzialmente falso | in parte falso
| fuorviante | ingannevole | esagerato | pinocchio andante
| parcialment cert | enganyos | parcialment fals
| grotendeels waar | gedeeltelijk waar | deels waar | half waar | grotendeels onwaar | gedeeltelijk onwaar
| deels onwaar | misleidend | overdreven
| delvis sant | till stor del sant | delvis riktig | delvist sandt | delvis feil | delvis galt | delvis usant
| delvis falskt | vilseledande | missvisande | villedende | misvisende | vildledende
| osittain totta | osittain vaarin | harhaanjohtava
| czesciowa prawda | czesciowo prawdziwe | polprawda | czesciowy falsz | czesciowo falszywe | wprowadza w blad
| manipulacja | polopravda | zavadejici | zavadzajuce | zavadejici informace
| poluistina | djelomicno tocno | delimicno tacno | delimicno istinito | uglavnom tacno | uglavnom netacno
| pretezno tocno | obmanjujuce | zavajanje | zavajajoce | manipulacija | manipulisanje cinjenicama
| felig igaz | reszben igaz | felrevezeto | partial adevarat | partial fals | trunchiat | inselator
| is dalies tiesa | klaidinanti informacija | klaidina | dalja patiesiba | maldinosi | osaliselt tosi | eksitav
| gjysme e vertete | pjeserisht e vertete | mashtruese
| μερικως αληθες | μισες αληθειες | εν μερει αληθες | παραπλανητικο | παραπλανητικος | ανακριβες
| полуправда | частично правда | частично верно | в основном правда | в основном верно | преувеличение
| вводит в заблуждение | введение в заблуждение | манипуляция | частично ложь | частично фейк
| напівправда | частково правда | маніпуляція | перебільшення | оманливо | маніпулятивно | полуистина | подвеждащо
| частично вярно | делумно вистина | манипулација | частично невярно | обмањујуће
| yari dogru | kismen dogru | kismen yanlis | yaniltici | abartili | karma
| صحيح جزئيا | جزئيا صحيح | زائف جزئيا | خاطئ جزئيا | مضلل | مضللة | نصف الحقيقة | نیمه درست | گمراه کننده
| گمراه‌کننده | جزوی طور پر درست | گمراہ کن | חצי אמת | מטעה | ברובו נכון | נכון חלקית | לא מדויק
| आधा सच | अर्धसत्य | भ्रामक | आंशिक रूप से सही | आंशिक सत्य | आंशिक रूप से गलत | गुमराह करने वाला | दिशाभूल करणारे
| ભ્રામક | গેરমার્গે | বিভ্রান্তিকর | আংশিক সত্য | আংশিক মিথ্যা | பாதி உண்மை | தவறான வழிகாட்டல்
| తప్పుదోవ పట్టించే | పాక్షికంగా నిజం | തെറ്റിദ്ധരിപ്പിക്കുന്നത് | ഭാഗികമായി ശരി | ಅರ್ಧ ಸತ್ಯ | ദിശതെറ്റിക്കുന്നത്
| නොමඟ යවනසුලු
| sebagian benar | sebagian salah | menyesatkan | separuh benar | mengelirukan | bahagya totoo | nakaliligaw
| nakalilinlang | dung mot phan | sai mot phan | gay hieu lam | จริงบางส่วน | บิดเบือน
| 部分属实 | 部分屬實 | 部分错误 | 部分錯誤 | 半真半假 | 误导 | 誤導 | 大致正确 | 大部分正确 | 大部分錯誤
| 基本正确 | 半分真実 | ミスリード | ほぼ正確 | 不正確 | 절반의 사실
| 대체로 사실 | 대체로 사실 아님 | 일부 사실 | 일부 거짓
| nusu kweli | inapotosha | deels vals | ნახევრად სიმართლე | მეტწილად სიმართლე | მეტწილად მცდარი | მანიპულაცია
"""

FALSE: Final = """
false | incorrect | wrong | fake | untrue | not true | inaccurate | not correct | not accurate | not real
| fabricated | fabrication | pants on fire | pants-fire | hoax | bogus
| debunked | no truth | baseless | unfounded | lie | lies | a lie | not a fact | fiction | fake news
| four pinocchios | 4 pinocchios | bottomless pinocchio | bottomless pinocchios | totally false
| completely false | entirely false | this is false | that is false | this is not true | it is not true
| this is not correct | this is incorrect | never happened | did not happen
| disinformation | forgery | forged | staged | made up | refuted | disproven | disproved
| falsch | unwahr | nicht richtig | stimmt nicht | grosstenteils erfunden | frei erfunden | erfunden | gefalscht
| fake-news | das ist falsch | falschmeldung | widerlegt | unzutreffend
| faux | fausse | c'est faux | infonde | invente | intox | mensonger | totalement faux | incorrecte
| falso | falsa | es falso | es falsa | mentira | incorrecto | incorrecta | bulo | es un bulo | no es verdad
| no es cierto | inventado | infundado | errado | errada | e falso | e mentira | nao e verdade | boato
| fals | fals es | no es cert | insustentavel
| bufala | non e vero | notizia falsa | sbagliato | inventata | panzana pazzesca | scorretto | fals complet
| onwaar | niet waar | vals | fout | onjuist | nep | nepnieuws | verzonnen | falskt | fel | helt fel | feil
| faktisk helt feil | usant | ikke sant | falsk | forkert | usandt | vaarin | ei pida paikkaansa | valhe | perätön
| falsz | nieprawda | falszywe | falszywy | falszywa informacja | nieprawdziwe | klamstwo | nepravda | nepravdive
| nepravdiva | nepravdivy | lez | lazne | lazna vijest | lazna vest | netocno | netacno | neistina | neistinito
| dezinformacija | laz | hoaks | ne drzi | izmisljeno
| hamis | nem igaz | valotlan | alhir | neadevarat | melas | netiesa | nepatiesiba | nepatiesi | vale | pole tosi
| e pavertete | e rreme | genjeshter | lajm i rreme
| ψευδες | ψευδης | ψευδη | ψευδος | ψεμα | λαθος | fake news | неправда | ложь | фейк | неверно | ложно | вранье
| недостоверно | невярно | лъжа | неистина | лажно | лажна вест | нетачно | невистина | хибно | брехня | неправдиво
| фейкова новина
| yanlis | dogru degil | asilsiz | sahte | yalan | uydurma | خطأ | خاطئ | زائف | كاذب | مفبرك | غير صحيح | شائعة
| إشاعة | نادرست | جعلی | دروغ | غلط | جھوٹ | جھوٹا | غلط ہے | שקר | לא נכון | שקרי
| गलत | झूठ | झूठा | असत्य | फर्जी | फ़र्ज़ी | फेक | झूठी | गलत है | खोटे | असत्य आहे | ખોટું | ખોટો | ફેક | মিথ্যা
| ভুয়া | ভুল | গুজব | அசத்தியம் | பொய் | தவறு | போலி | தவறானது | అబద్ధం | తప్పు | ఫేక్ | ಸುಳ್ಳು | വ്യാജം | തെറ്റ്
| തെറ്റായ | ਝੂਠ | ਗਲਤ | අසත්‍ය | අසත්‍යයි | බොරු
| salah | palsu | hoax | hoaks | tidak benar | bohong | keliru | tidak betul | hindi totoo | peke
| walang katotohanan | sai | sai su that | tin gia | khong dung | khong co that | เท็จ | ข่าวปลอม | ไม่จริง | ปลอม
| မှား | မမှန်
| 虚假 | 虛假 | 错误 | 錯誤 | 不实 | 不實 | 谣言 | 謠言 | 假 | 假的 | 假消息 | 不属实 | 誤り | 虚偽 | デマ | 偽
| 거짓 | 사실 아님 | 허위 | 전혀 사실 아님 | 가짜
| si kweli | uongo | sio kweli | uwongo
| სიცრუე | მცდარი | ყალბი | ტყუილი | սուտ | սուտ է | feilaktig | onwaarheid
"""

OTHER: Final = """
unproven | unverified | unsupported | unsubstantiated | unverifiable | unclear | inconclusive | no evidence
| insufficient evidence | lacks evidence | not proven | undetermined | unknown | disputed
| not enough evidence | research in progress | in progress | pending | too early | opinion | prediction | explainer
| checked | outdated | satire | labeled satire | originated as satire | parody
| missing context | lacks context | needs context | out of context | without context | no context
| decontextualized | needs more context | not the full picture | flip flop | flip-flop | full flop | half flip
| no flip | miscaptioned | misattributed
| misattribution | wrong attribution | correct attribution | altered | altered image | altered photo
| altered video | altered audio | edited | digitally altered | manipulated | doctored | photoshopped | ai-generated
| ai generated | deepfake | scam | fraud | legend | lost legend | recall | rumor | rumour | old video | old photo
| analysis | context | clarification | two sides | both sides | needs proof | not verified | false context
| false connection | false attribution | false headline | imposter content
| unbelegt | nicht belegt | unbewiesen | fehlender kontext | kontext fehlt | satire | manipuliert
| aus dem zusammenhang gerissen | falscher kontext | falscher zusammenhang | beleg fehlt
| non prouve | invérifiable | inverifiable | invérifié | pas de preuve | manque de contexte | contexte manquant
| hors contexte | parodie | sans preuve | sans contexte | montage | detourne | arnaque
| sin pruebas | no hay pruebas | no comprobado | inverificable | fuera de contexto | falta contexto | sin contexto
| satira | humor | manipulado | estafa | timo | discutible | apresurado
| sem contexto | fora de contexto | falta contexto | nao ha provas | sem provas | insustentavel | exagero
| contextualizando | de olho | montagem | golpe
| non verificabile | fuori contesto | manca contesto | contesto mancante | satirico | truffa | contesto errato
| senza prove
| onbewezen | niet bewezen | niet te checken | geen bewijs | onbekend | ontbrekende context | saknar kontext
| uten kontekst | ikke bevist | ubevist | obekraftat | ei naytto
| nieweryfikowalne | brak kontekstu | bez kontekstu | brak dowodow | neoveritelne | neoverene | chybejici kontext
| chyba kontext | bez konteksta | neprovjereno | neprovereno | satira | kontekstus hianya | hianyzo kontextus
| nem bizonyitott | satir | fara context
| χωρις αποδειξεις | ελλιπες πλαισιο | εκτος πλαισιου | σατιρα | не доказано | недоказано | без контекста
| нет доказательств | сатира | безосновательно | без доказів | без контексту | недоказуемо | вирване з контексту
| вырвано из контекста | липсващ контекст
| kanit yok | belirsiz | kanitlanmamis | baglamindan koparilmis | eksik baglam | hatali iliskilendirme | parodi
| mizah | montaj | غير مؤكد | خارج السياق | سياق مفقود | ساخر | محتوى ساخر | بدون شواهد | نامشخص | طنز | غیر مصدقہ
| סאטירה | חסר הקשר
| संदर्भ से बाहर | व्यंग्य | अप्रमाणित | एडिटेड | অপ্রমাণিত | ব্যঙ্গ | বিকৃত | সম্পাদিত | மாற்றப்பட்டது | நையாண்டி
| ఎడిటెడ్ | konteks hilang | tanpa konteks | di luar konteks | belum terbukti | satir | parodi | tidak terbukti
| walang batayan | kulang sa konteksto | thieu boi canh | chua ro
| 证据不足 | 證據不足 | 缺乏背景 | 无法证实 | 無法證實 | 未经证实 | 讽刺 | 諷刺 | 根拠不明 | 検証対象外 | 風刺
| 판단 유보 | 논란 중 | 판단유보 | 맥락 부족
| haijathibitishwa
"""
