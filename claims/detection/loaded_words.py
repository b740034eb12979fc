"""English words that judge: by themselves, or as what somebody or something is said to be. Data only."""

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Said of something ("is shameful", "a shameful day"), they judge it.
ADJECTIVES: Final = _words(
    "abhorrent abominable absurd abysmal admirable adorable alarming amateurish amazing appalling arrogant"
    " astonishing astounding atrocious awesome awful bad baffling barbaric beautiful bigoted bizarre bland bleak"
    " boring brave brazen breathtaking brilliant brutal callous catastrophic charming cheap chilling clever"
    " clueless clumsy colossal contemptible corrosive courageous cowardly crazy criminal cruel crucial cynical"
    " dazzling deceitful decent delicious delightful delusional deplorable depressing desperate despicable"
    " devastating devious dire disappointing disastrous disgraceful disgusting dishonest dishonourable"
    " dishonorable dismal disrespectful distasteful disturbing divisive draconian dreadful dreary dumb"
    " dysfunctional easy egregious elegant embarrassing enchanting enormous essential evil excellent exceptional"
    " exciting exquisite extraordinary fabulous fair fake fantastic farcical fascinating fatuous feckless feeble"
    " filthy fine flawed flimsy foolish frightening frivolous fun funny futile genius ghastly glorious good"
    " gorgeous great greedy grim gross grotesque gruesome grumpy gutless happy harsh hateful heartbreaking"
    " heartless heartwarming heroic hideous hilarious hollow honest honourable honorable hopeless horrible"
    " horrendous horrid horrific horrifying hypocritical hysterical idiotic ignorant illogical immoral impressive"
    " inadequate incompetent inconceivable incredible indefensible inept inexcusable infamous infuriating inhuman"
    " inhumane insane insensitive insidious inspiring insulting interesting intolerable intolerant invaluable"
    " ironic irrational irresponsible irritating joyless lame lamentable laughable lazy legendary lousy lovely"
    " ludicrous mad magnificent malicious marvellous marvelous masterful mean meaningless mediocre merciless"
    " mindless miraculous miserable misguided monstrous moronic moving nasty naive naïve nauseating nice"
    " nightmarish noble nonsensical obscene obvious odious offensive ominous outlandish outrageous outstanding"
    " overblown overdue overrated paranoid pathetic patronising patronizing perfect perverse petty phoney phony"
    " pitiful pointless poisonous precious preposterous pretentious priceless prudent radical rash reasonable"
    " reckless regrettable remarkable repellent reprehensible repugnant repulsive ridiculous rotten rude ruinous"
    " ruthless sad sanctimonious savage scandalous scary selfish senseless sensible shabby shallow shameful"
    " shameless shocking shoddy short-sighted shortsighted sickening silly simplistic sinister sleazy sloppy smart"
    " smug sordid spectacular spineless spiteful splendid staggering stale strange stunning stupid sublime"
    " sumptuous superb superficial surreal tasteless tedious tepid terrible terrific terrifying thoughtful"
    " thoughtless threadbare thrilling timid tiresome toothless touching toxic tragic treacherous tremendous"
    " troubling ugly unacceptable unbearable unbelievable uncaring unconscionable undemocratic unethical unfair"
    " unfit unforgivable unfortunate unhinged unimaginable uninspired unjust unjustifiable unpatriotic unpleasant"
    " unprincipled unreasonable unscrupulous unthinkable unworthy useless vacuous vague vain venal vibrant vicious"
    " vile vindictive vital vulgar wasteful weak weird wicked wild wise witless wonderful worrying worse worst"
    " worthless worthwhile worthy wretched wrong wrong-headed wrongheaded better best right important necessary"
    " proud glad sorry pleased delighted grateful thrilled ashamed disgusted horrified saddened appalled hopeful"
    " confident excited honoured honored sceptical skeptical sick tired fed-up"
)
#: What it is called, they judge it too: "the vote was a farce".
NOUNS: Final = _words(
    "abomination eyesore beauty absurdity affront aberration arrogance atrocity betrayal bigotry blessing blight"
    " blunder bully bullies calamity caricature catastrophe charade charlatan chaos clown clowns coward cowards"
    " cowardice crook crooks cronies cronyism cruelty cult curse debacle delight demagogue demagogues disaster"
    " disgrace dishonesty embarrassment evil extravaganza failure fairness fanatics fantasy farce fiasco fool"
    " fools folly foolishness fraudster fraudsters gem genius greed hatred heresy hero heroes heroine hoax honour"
    " honor horror humiliation hypocrisy hypocrite hypocrites hysteria idiocy idiot idiots ignorance incompetence"
    " indoctrination infamy injustice insanity insult joke joy liar liars lunacy lunatics madness marvel"
    " masterpiece menace mess miracle mistake mob mockery monster monsters monstrosity moron morons must-see"
    " nightmare nonsense outrage parody pearl pity pleasure propaganda puppet puppets quagmire racket rubbish"
    " sabotage scam scandal scum selfishness sellout sham shambles shame smear stain stooge stooges stunt"
    " stupidity swindle thug thugs tragedy traitor traitors travesty treason treasure triumph trash treachery"
    " tyranny tyrant tyrants vanity villain villains virtue waste whitewash wickedness witch-hunt wonder zealot"
    " zealots zealotry"
)
#: They turn up how sure or how moved the writer is.
ADVERBS: Final = _words(
    "absolutely absurdly admirably alarmingly amazingly appallingly arguably astonishingly awfully badly"
    " bizarrely blatantly blithely bravely brazenly breathlessly brilliantly brutally callously clearly"
    " conveniently cravenly criminally cynically damn damned deeply definitely deplorably desperately disastrously"
    " disgracefully disgustingly dreadfully embarrassingly endlessly extremely fantastically foolishly fortunately"
    " frankly frighteningly grossly gleefully hardly heroically honestly hopefully hopelessly horribly"
    " hypocritically inarguably incomprehensibly incredibly indisputably inexcusably inexplicably infuriatingly"
    " insanely ironically laughably lazily ludicrously luckily madly mercifully mercilessly mindlessly miserably"
    " needlessly obscenely obviously oddly ominously ostentatiously outrageously painfully pathetically patently"
    " perfectly perversely pitifully plainly pointlessly predictably preposterously rather recklessly regrettably"
    " remarkably ridiculously rightly ruthlessly sadly sanctimoniously scandalously seemingly selfishly"
    " senselessly shamefully shamelessly shockingly sickeningly simply slavishly smugly sorely spectacularly"
    " strangely stunningly stupidly supposedly surely surprisingly terribly terrifically thankfully totally"
    " tragically tremendously truly unbelievably undoubtedly undeniably unfairly unforgivably unfortunately"
    " unquestionably unsurprisingly utterly vastly viciously wickedly wildly wisely wonderfully woefully wrongly"
)
#: A charge or a sneer wherever they stand.
SNEERS: Final = _words(
    "so-called self-styled self-proclaimed would-be apologist apologists bloated bogus brainwashed brainwashing"
    " bureaucrats cabal cackling chattering clique clownish coddle coddled coddling cosy crybaby debauched dogma"
    " dogmatic elite elites fanatical fawning fearmongering fear-mongering feeding-frenzy fetish foaming"
    " gaslighting gimmick gobbledygook grandstanding groupthink grifter grifters hapless hogwash hysterics"
    " idolatry ilk jackboot kowtow kowtowing lackey lackeys lapdog lavish left-wingers mantra mealy-mouthed"
    " media-driven mouthpiece navel-gazing nanny ostensibly overlords pander pandering pandered peddle peddling"
    " peddled plutocrats pious posturing punditry pundits rabid rant rants ranting rabble right-wingers"
    " scaremongering scaremonger scapegoat scapegoats shenanigans shill shills snake-oil snobbery snobs spew"
    " spewing spewed spinelessness squander squandered squandering tantrum tantrums toadies touted tout trumpeted"
    " trumped-up virtue-signalling virtue-signaling warmonger warmongers warmongering whine whining whitewashing"
    " wokeness woke wrongdoers hate-filled scurrilous claptrap drivel garbage crap bullshit bollocks"
)
#: They judge when they are the most of what they name.
EXTREMES: Final = _words(
    "greatest finest worst saddest ugliest loveliest bravest laziest meanest nicest dumbest stupidest"
)
#: Plain uses of these are as common as judging ones: they need company.
MILD: Final = _words(
    "bad better best good great right important necessary fair fine happy weak easy harsh crucial vital essential"
    " honest smart strange wild radical desperate proud sorry sick tired confident enormous criminal interesting"
    " moving mean cheap honour honor mistake waste hero heroes failure chaos evil scandal rather hardly simply"
    " clearly deeply badly extremely elite elites pundits hopeful tragic brutal fake brave joy wonder horror"
    " obvious worse worst fun decent"
)
#: They allow no exception, or speak for everybody.
SWEEPING: Final = _words(
    "all always never nothing nobody everyone everybody every entire whole forever anything anyone we our us ourselves"
)
