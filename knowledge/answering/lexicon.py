"""Small word lists of English that tell what a question asks for."""

from __future__ import annotations

# Words that a question is made of rather than about: they weigh little in deciding whether a
# sentence answers it.
LIGHT_WORDS = frozenset(
    """according actually already announce announced announcement answer anybody anyone
    article articles ask asked became become becomes begin believe besides bot called came
    cause come comes coming coverage current currently date dates day describe described
    describes details did done dont event events exactly expect expected explain fact find
    gave get gets getting give given gives go goes going gone gonna got happen happened
    happening happens hav hear held hello help hey hi hold information involve involved
    involves kind know known last lastly lately latest let like list look made main make makes
    making many mean means mention mentioned mentions much name named names need new news next
    number occur occurred people person place please plez pls plz put question r really recent
    recently regarding relate related report reported reportedly reporting reports role said
    sake say saying says scheduled set show shows since someone something sort stand stands
    still story take takes taking talk talking teh tell thank thanks thing things think
    thought tht time today took toward towards true try trying type types u ur use used using
    want wanted wants wat way week wen went wether whats whens wheres whos wich wil wit won't
    would yesterday yet""".split()
)

# Groups of words a question and its answer use for one another, by word, one group a line.
SYNONYM_GROUPS = """
visit trip travel journey tour go fly arrive head
meet meeting summit talks talk encounter rendezvous
president leader head
chairman chief head boss
discuss talk address debate discussion conversation topic agenda
begin start launch commence open kick
end finish conclude close stop
kill die dead death deaths fatal killed
injure hurt wound injured
buy acquire purchase acquisition takeover
war conflict invasion fighting military
sanction sanctions penalty penalties
city capital
company firm business
job jobs employee employees staff worker workers
cost price pay paid worth
win won victory beat defeat winner
lose lost defeat
elect election elected vote re-election
resign quit step leave
arrest detain custody
ask request invite invitation urge call
invite invitation host
agreement deal pact accord treaty contract sign
ally allies partner partnership alliance friend friendship relations ties relationship link links
stance position attitude neutral neutrality policy
trade commerce economic economy
gas oil energy fuel
weapon weapons arms
celebrate celebration mark commemorate anniversary parade
reason why because cause due
money fund funding finance financial currency
tech technology technological
group bloc organisation organization alliance
nation country state
europe european eu
america american us usa
britain british uk
china chinese
russia russian
ukraine ukrainian
france french
germany german
japan japanese
india indian
israel israeli
kremlin russia moscow
iran iranian
west western
confirm announce say
previous earlier past last before prior former
earlier previous
grow increase rise expand boost strengthen deepen surge jump climb
fall drop decline decrease cut reduce reduction slump
strengthen deepen bolster reinforce cement
think believe analyst expert
film movie
child children kid kids
illness disease virus sick
car vehicle automobile
plane aircraft flight jet
ship vessel boat
police officer cop
doctor physician
song music album track
match game
postpone delay
ban bar forbid prohibit
near close
accuse charge allege
""".strip()

# The noun a question asks about ("which country …") and the type of its answer.
FOCUS_TYPES: dict[str, str] = {
    word: kind
    for kind, words in {
        "place": """country nation state city town village place continent region area location
            county province island capital street district venue border republic kingdom ocean
            sea river lake mountain airport stadium countries nations states cities places""",
        "organization": """company firm automaker carmaker airline party team club organisation
            organization agency university college bank newspaper network channel group retailer
            brand bloc alliance union body ministry department court manufacturer giant platform
            chain band league school institution magazine publisher""",
        "person": """person man woman actor actress singer rapper president senator politician
            player champion member star author leader minister chancellor premier king queen
            prince princess ceo founder director artist athlete driver boxer golfer comedian
            musician scientist judge lawyer general governor mayor congressman congresswoman
            billionaire celebrity model writer novelist coach manager candidate presenter host
            official secretary chief mp pope footballer quarterback chef spokesperson rival
            politicians people monarch actors""",
        "date": "year month day date decade century weekday when season",
        "number": """percentage percent number amount price age sum rate share proportion score
            total figure fraction cost salary fee fine distance temperature height weight length
            population speed size magnitude pay height toll length age""",
        "list": "issues topics items points agenda goals themes subjects measures areas",
    }.items()
    for word in words.split()
}

COUNTRIES = frozenset(
    """Afghanistan Albania Algeria Andorra Angola Argentina Armenia Australia Austria Azerbaijan
    Bahamas Bahrain Bangladesh Barbados Belarus Belgium Belize Benin Bhutan Bolivia Bosnia Botswana
    Brazil Britain Brunei Bulgaria Burundi Cambodia Cameroon Canada Chad Chile China Colombia Congo
    Croatia Cuba Cyprus Czechia Denmark Djibouti Dominica Ecuador Egypt England Eritrea Estonia
    Eswatini Ethiopia Fiji Finland France Gabon Gambia Georgia Germany Ghana Greece Grenada
    Guatemala Guinea Guyana Haiti Honduras Hungary Iceland India Indonesia Iran Iraq Ireland Israel
    Italy Jamaica Japan Jordan Kazakhstan Kenya Kiribati Kosovo Kuwait Kyrgyzstan Laos Latvia
    Lebanon Lesotho Liberia Libya Liechtenstein Lithuania Luxembourg Madagascar Malawi Malaysia
    Maldives Mali Malta Mauritania Mauritius Mexico Micronesia Moldova Monaco Mongolia Montenegro
    Morocco Mozambique Myanmar Namibia Nauru Nepal Netherlands Nicaragua Niger Nigeria Norway Oman
    Pakistan Palau Palestine Panama Paraguay Peru Philippines Poland Portugal Qatar Romania Russia
    Rwanda Samoa Scotland Senegal Serbia Seychelles Singapore Slovakia Slovenia Somalia Spain Sudan
    Suriname Sweden Switzerland Syria Taiwan Tajikistan Tanzania Thailand Togo Tonga Tunisia Turkey
    Türkiye Turkmenistan Tuvalu Uganda Ukraine Uruguay Uzbekistan Vanuatu Venezuela Vietnam Wales
    Yemen Zambia Zimbabwe US U.S. USA UK U.K. UAE America""".split()
) | {
    "United States", "United Kingdom", "Saudi Arabia", "South Korea", "North Korea", "South Africa",
    "New Zealand", "Sri Lanka", "Costa Rica", "El Salvador", "Northern Ireland", "Hong Kong",
    "Czech Republic", "Dominican Republic", "United Arab Emirates", "Ivory Coast", "Puerto Rico",
    "Sierra Leone", "South Sudan", "Papua New Guinea", "Burkina Faso", "Cape Verde", "East Timor",
}  # fmt: skip

US_STATES = frozenset(
    """Alabama Alaska Arizona Arkansas California Colorado Connecticut Delaware Florida Georgia
    Hawaii Idaho Illinois Indiana Iowa Kansas Kentucky Louisiana Maine Maryland Massachusetts
    Michigan Minnesota Mississippi Missouri Montana Nebraska Nevada Ohio Oklahoma Oregon
    Pennsylvania Tennessee Texas Utah Vermont Virginia Washington Wisconsin Wyoming""".split()
) | {
    "New Hampshire", "New Jersey", "New Mexico", "New York", "North Carolina", "North Dakota",
    "Rhode Island", "South Carolina", "South Dakota", "West Virginia",
}  # fmt: skip

CONTINENTS = frozenset(
    {"Africa", "Antarctica", "Asia", "Australia", "Europe", "North America", "South America"}
)

CITIES = frozenset(
    """Moscow Beijing Kyiv London Paris Berlin Rome Madrid Tokyo Seoul Delhi Mumbai Shanghai
    Washington Chicago Boston Houston Dallas Miami Seattle Atlanta Phoenix Philadelphia Detroit
    Denver Toronto Montreal Vancouver Ottawa Sydney Melbourne Canberra Brussels Vienna Geneva Zurich
    Amsterdam Copenhagen Stockholm Oslo Helsinki Warsaw Prague Budapest Athens Istanbul Ankara
    Cairo Jerusalem Gaza Tehran Baghdad Riyadh Doha Dubai Kabul Islamabad Karachi Lahore Dhaka
    Bangkok Jakarta Manila Hanoi Taipei Nairobi Lagos Johannesburg Manchester Liverpool Birmingham
    Edinburgh Glasgow Dublin Belfast Cardiff Lisbon Barcelona Milan Munich Hamburg Minsk Havana
    Caracas Bogota Lima Santiago Brasilia Belem""".split()
) | {
    "New York City", "Los Angeles", "San Francisco", "Las Vegas", "New Delhi", "Tel Aviv",
    "San Diego", "New Orleans", "Buenos Aires", "Mexico City", "Rio de Janeiro", "São Paulo",
    "St. Petersburg", "Hong Kong", "Kuala Lumpur", "Abu Dhabi", "Salt Lake City",
}  # fmt: skip

PERSON_TITLES = frozenset(
    """President Minister Chancellor Senator Sen Rep Gov Governor Mr Mrs Ms Dr Sir King Queen
    Prince Princess Judge Justice Secretary General Gen Lt Col Mayor Pope Lord Lady Premier Dame
    Professor Prof Congressman Congresswoman Ambassador CEO Chairman Coach Captain Speaker
    Spokesman Spokeswoman Leader Chief Director Officer Sgt Capt Detective Sheriff""".split()
)

ORGANIZATION_WORDS = frozenset(
    """Inc Corp Company Co Ltd University College Ministry Party Bank Agency Council Court
    Department Committee Commission Union Association Organization Organisation Institute Group
    Fund Foundation Airlines Airways Motors Police Army Navy Force Bureau Service Board Authority
    League Club Federation Center Centre Museum Times Post News Network Office Kremlin Congress
    Senate House Parliament NATO NASA FBI CIA FDA WHO UN EU""".split()
)

NUMBER_WORDS = frozenset(
    """one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety
    hundred thousand million billion trillion dozen half third quarter hundreds thousands millions
    dozens zero once twice""".split()
)

# Words that no person's name has.
NO_PERSON_WORDS = frozenset(
    """January February March April May June July August September October November December Monday
    Tuesday Wednesday Thursday Friday Saturday Sunday War Day Parade Summit Games Cup Act Street
    Strait Sea Ocean River Prize Award Awards Championship Square Airport Stadium Island Islands
    Treaty Agreement Election Olympics Western Eastern Northern Southern American Russian Chinese
    British European Ukrainian""".split()
)
