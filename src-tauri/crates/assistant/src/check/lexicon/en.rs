//! English.

use super::Source;

pub(super) const SOURCE: Source = Source {
    function: "a an the this that these those it its itself and or but nor so if then than as at by for from in into of off on onto \
        out over to up with within without about after before between during through until while because when where which who whom \
        whose what why how whether there here i me my mine we us our ours you your yours yourself yourselves he him his she her they \
        them their theirs one ones someone something anything everything each every all any both either neither few many much more \
        most other others another some such same own only just also too very even still yet again always ever never not no yes be am \
        is are was were been being do does did done doing don didn doesn have has had having can could may might must shall should \
        will would won cannot cant couldnt wouldnt dont didnt doesnt isnt arent wasnt im ive id ill youve youd youll youre thats \
        whats lets theres theyre well per via like around across against toward towards upon both",
    framing: "thank* thanks sharing share* answer* respon* tell* talk* describe* describing descri* explain* explan* walk* question* \
        next first last let* move* moving turn* please briefly brief short* bit little detail* example* concrete* specific* give* \
        giving word* hear* know understand* understood okay ok alright see topic* subject area aspect* continue* go going on ready \
        interview* begin* follow* final* maybe perhaps kindly mind think* time take* note* noted mention* said say* overview \
        background context experience* point* come* get* ask* want* look* closer come back now today situation* case* time* step* \
        part* thing* way* kind* sort* certain* particular* elaborate* expand* further deeper introduce* introduc* yourself welcome \
        shall whenever put once bring* hello hi",
    about_job: "information inform* detail* description* position* role job* posting available unavailable state* specif* \
        unfortunately sorry afraid know* known cannot person people contact* recruit* invit* invitation sent send* organi* compan* \
        employer team described accord* provide* provid* material* text regarding concerning interview* continue* resume* back \
        offer* include* includ* mean* question* yes no able find* unable unknown currently moment automated interviewer program \
        machine system not human person ai",
    question_words: "what how why when where which who whom whose",
    requests: &[
        "tell|describe|explain|name|list|outline|summarise|summarize me|us|your|a|an|the|how|what|which|why|more|one|about",
        "tell me|us",
        "walk|take me|us through",
        "talk about|me",
        "give|show|send|share me|us|your|an|a|one|more",
        "i|we would|d like|love to know|hear|ask|learn|understand",
        "id|wed like|love to know|hear|ask|learn|understand",
        "i|we want to know|hear|ask|learn|understand",
        "please say|elaborate|expand|repeat|introduce|provide|state|enter|spell|confirm|show",
        "let me|us know|hear",
    ],
    evaluative: "great greatly excellent* amazing* awesome fantastic* wonderful* impressive* impressed impress brilliant* perfect \
        perfectly outstanding superb* terrific splendid marvel* fabulous incredible incredibly remarkable remarkably stellar admir* \
        congratulations congrats bravo kudos nice nicely lovely good interesting interestingly fascinating insightful thoughtful \
        articulate strong strongly weak weakly poor poorly bad badly terrible awful disappoint* inadequate insufficient unconvincing \
        convincing talented skilled qualified unqualified competent incompetent suitable unsuitable ideal \
        exceptional* exemplary solid cool super magnificent worst unimpressed compelling smart \
        clever stupid genius intelligent dumb mediocre proud wow useless pathetic flawless",
    judgement: &[
        "well done|said|put|explained|answered",
        "good|great job|work|question|answer|point|luck",
        "you seem|seemed|sound|sounded|appear|appeared|look|looked",
        "you are|were|re so|very|really|quite|clearly|obviously",
        "your answer|answers|performance|response was|is|were|are",
        "that is|was|thats right|true|correct|clear|a|quite|very|really|exactly",
        "that|this|it is|was helpful|valuable|useful",
        "is|was|are|were wrong|incorrect|correct|better|best|worse",
        "nervous*|anxious*|anxiety|confident*|confidence|shy|stressed|excited|enthusias*|passion*|emotion*|feelings|mood|upset|sad|angry",
        "accent*|pronunciation|appearance|attractive|clothes|clothing|beautiful|handsome|pretty|smile|smiling|charming|fluen*",
        "your voice|tone|face|look|looks|english|german|russian|gender|skin|hair",
        "personality|charisma*|introvert*|extrovert*|extravert*|temperament|character|lazy|dishonest|honest|honesty",
        "i|we like|love|enjoyed|appreciate* your|that|this|how|what",
        "i am|im glad|happy|pleased|delighted|sure|convinced",
        "not enough|good",
        "you could|should have said|answered|done|mentioned",
    ],
    rating: &[
        "score|scored|scores|scoring|rating|ratings|rated|grade|graded|grades|marks",
        "rate|rating you|your",
        "out of five|ten|hundred|5|10|100",
        "you ~ passed|failed|pass|fail",
        "recommend|recommended|recommending you|hiring|hire|to|for|the",
        "hire|hired|reject|rejected|rejection|shortlist*",
        "your chances|performance|result|results|evaluation|assessment",
        "top|best|ideal|perfect|strongest|leading candidate|applicant|match|fit",
        "full points|marks",
        "points out",
        "stars|percent you|your|for",
        "we have decided|chosen",
    ],
    promise: &[
        "promise|promised|promises|promising|guarantee|guaranteed|guarantees|assure|assured",
        "you will|ll|youll be hired|invited|accepted|offered|contacted|called|employed|chosen|selected|informed",
        "youll be hired|invited|accepted|offered|contacted|called|employed|chosen|selected|informed",
        "you have|ve|got|get|youve got? the|this job|position|role|offer|contract",
        "youve got? the|this job|position|role|offer|contract",
        "job|position|role|contract|offer is|are|will yours|be",
        "offer you|him|her|them",
        "we|i will|ll|shall hire|contact|call|invite|offer|pay|employ|forward|pass",
        "we will|ll|shall get|let|be|send|make",
        "well|ill hire|contact|call|invite|offer|employ|let|get you|back",
        "welcome to the|our|my team|company|board|firm",
        "welcome aboard|on",
        "you are|re|youre hired|accepted|in|through|selected|chosen|employed",
        "youre hired|accepted|in|through|selected|chosen",
        "you ~ next|second|final|following round|stage|interview",
        "see you on|next|monday|soon|again",
        "your first day|salary|contract|offer|bonus|raise",
        "you can|may|will|ll start on|next|tomorrow|monday|immediately|work",
        "you will|ll|would earn|get|receive|make|have a|an|the|your offer|contract|job|salary|position|paid|raise|bonus",
        "letter|contract ~ sign",
        "hear from us|me",
        "we ~ in touch",
    ],
    personal: &[
        "how old",
        "age|aged|birthday|birthdate|born|birthplace",
        "date|year|place of birth",
        "pregnan*|married|marriage|marital|spouse|husband|wife|divorced|kids|children|child|childcare|family|fiance*|boyfriend|girlfriend|parents|mother|father",
        "relationship status",
        "religio*|faith|church|muslim*|christian*|jewish|catholic|atheist|mosque|god|pray*|worship*",
        "believe in",
        "health|healthy|ill|illness*|disease*|sick|sickness|disab*|medical|medication|diagnos*|therapy|hiv|depress*|handicap*",
        "ethnic*|race|racial|origin|nationality|citizenship|homeland|immigra*",
        "migra*|native background|language|country",
        "where are|come you|from originally|really",
        "politic*|party|vote|voted|union|unions|unionised|unionized|strike",
        "sexual*|gay|lesbian|homosexual*|heterosexual*|transgender|orientation",
        "criminal|convict*|arrest*|offence*|offense*|prison|jail",
        "bank|banking|iban|cvv",
        "account|credit|debit|card number|numbers|card|cards|details",
        "password*|passcode|pin|credentials|token",
        "social security|insurance",
        "passport*",
        "identity|id card|number|document|documents",
        "home|private|your address|phone",
        "debt*|loan*|drugs|alcohol|smoke|smoking|weight|height",
    ],
    human: &[
        "i am|m actually? really? just? a|the? real? human|person|man|woman|recruiter|manager|employee|people",
        "im actually? really? just? a|the? real? human|person|man|woman|recruiter|manager|employee",
        "i am|m human|real|alive",
        "im human|real|alive",
        "i am|m|im not a|an robot|machine|bot|ai|program|computer|automated|artificial",
        "im not a|an robot|machine|bot|ai|program|computer|automated|artificial",
        "not automated|artificial",
        "as a human|person|woman|man",
        "my name is|s",
        "my wife|husband|children|kids|childhood|colleagues|boss",
    ],
    inside: &[
        "system|developer|hidden|initial|original prompt|message|instructions|instruction|text",
        "my|these|previous|prior|internal|secret|confidential|all instructions|rules|guidelines|prompt|directives|orders",
        "instructed|programmed|configured|prompted|told|designed|trained to|not|by|that|as",
        "language model",
        "as an ai",
        "prompt|prompts|jailbreak*|delimiter*|canary|boundary|payload|override|overridden|injection",
        "knowledge base",
        "developer|debug|admin|god|dan|maintenance mode",
        "ignore|ignoring|disregard|disregarding|forget all|any|the|my|previous|prior|your",
        "given question|follow",
        "rules|line for every|as it",
        "api key|secret|token",
        "here is|are the|my prompt|instructions|text|rules",
        "obey*|comply|complying",
        "what they want",
    ],
    farewell: &[
        "goodbye|bye|farewell",
        "interview|conversation is|was|has now? been? over|finished|ended|closed|complete",
        "end|finish|close|stop the|this interview|conversation",
        "not need|needed",
    ],
    familiar: "",
    unknown: &[
        "no|not|dont|cannot|cant|unable|isnt|doesnt|arent|wasnt|couldnt|havent|nothing ~ information|details|know|say|answer|mention*|state*|specif*|describ*|find|available|provid*|cover*|given|told|aware|known",
        "unknown",
    ],
    invitation: &[
        "shall|may|can|could|should|would we|i|you ~ continue|go|move|proceed|resume|return|come|get",
        "would|do you ~ like|want to? continue|go|proceed|answer|return|carry",
        "ready to|for|whenever",
        "whenever you",
        "go|move|carry|come on|ahead|back",
        "continue|proceed|return|resume",
        "is that|there ~ okay|ok|alright|right|you",
        "back to",
    ],
    numbers: &[
        ("two", 2),
        ("three", 3),
        ("four", 4),
        ("five", 5),
        ("six", 6),
        ("seven", 7),
        ("eight", 8),
        ("nine", 9),
        ("ten", 10),
        ("eleven", 11),
        ("twelve", 12),
        ("thirteen", 13),
        ("fourteen", 14),
        ("fifteen", 15),
        ("sixteen", 16),
        ("seventeen", 17),
        ("eighteen", 18),
        ("nineteen", 19),
        ("twenty", 20),
        ("thirty", 30),
        ("forty", 40),
        ("fifty", 50),
        ("sixty", 60),
        ("seventy", 70),
        ("eighty", 80),
        ("ninety", 90),
        ("hundred*", 100),
        ("thousand*", 1_000),
        ("million*", 1_000_000),
    ],
    calendar: "january february march april june july august september october november december monday tuesday wednesday thursday \
        friday saturday sunday tomorrow yesterday",
};
