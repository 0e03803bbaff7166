# ruff: noqa: E501
"""Words that tell names of people from other capitalised words. `name` reads them; all are folded (`text.fold`).

GIVEN and FAMILY are frequent names of the world's universities, evidence *for* a person where a headline leaves doubt;
NEVER are words that no name holds ("Learning", "Seminar"), evidence *against* one. A name in neither list is a name
where a label says so, and never in a headline.
"""

from __future__ import annotations

_GIVEN = """
aaron abby abdul abdullah abel abhijit abhishek abigail abraham ada adam adele adelheid adeline aditya adrian adriana adrien agata agnes agnieszka ahmad
ahmed ai aiden aimee aisha ajay akash akiko akira akshay alain alan alana alasdair albert alberto albrecht alec alejandra alejandro aleksander
aleksandr aleksandra alena alessandra alessandro alessia alex alexa alexander alexandra alexandre alexandria alexandru alexei alexey alexis alfonso
alfred alfredo ali alice alicia alina aline alison alistair allan allen allison alma alok alon alvaro amalia amanda amandine amber amelia amelie amin
amina amir amit amnon amy ana anahita anais anand anastasia anders andre andrea andreas andrei andres andrew andrey andrzej andy angel angela angelica
angelika angelina angelo angie angus anil anita anja anjali ankit ankur ann anna annabel annabelle anne annegret anneke annelies annemarie annette
annie annika anton antoine antoinette antonella antonia antonio anupam anurag anya april aram archana ari aria ariadne ariane ariel arjun armand armando armin
arnaud arne arno arnold aron arthur artur arturo arun arvind ashish ashley ashok ashwin astrid asuka atsushi audrey august aurelia aurelie aurelien
austin ava avi aviv axel ayako ayelet ayse barbara barry bart bartosz bas bastian bastien beata beate beatrice beatriz ben benedetta benedict benedikt benjamin
benoit bernadette bernard bernardo bernd bernhard bert bertrand beth bethany betty bettina beverly bianca bill birgit birgitta bjarne bjorn blake
bob bogdan boris brad bradley brandon brenda brendan brent bret brett brian brianna bridget brigitte britta brooke bruce bruno bryan bryn burak byron
caitlin caleb callum calvin cameron camila camilla camille candace cara carin carina carl carla carlo carlos carly carmen carol carola carole carolin
carolina caroline carolyn carrie carsten casey caspar cassandra catalina caterina catherine cathy cecile cecilia cedric celeste celia celine cesar chad chantal
charles charlie charlotte chelsea chen cheng cheryl chi chiara chloe chris christa christel christelle christian christiane christina christine
christof christoph christophe christopher christos christy chuan chun cindy claes claire clara clare clarissa claude claudia claudine claudio claus
clemens clement clementine cliff clifford clive cody colin colleen connie connor conrad constance constantin constantine cora corey corinna corinne cornelia
cornelis cornelius courtney craig cristiana cristian cristina cristobal curt curtis cynthia cyril cyrus dagmar daiki daisuke daisy dale damian damien dan dana
daniel daniela daniele danielle danny dante daphna daphne dara daria dario darius darren darya dave david davide dawn dean debbie deborah debra deepak deirdre delphine
demetrios denis denise dennis derek desmond devin devon devorah dhruv diana diane dick didier diego dieter dietmar dietrich dilip dima dimitri dimitrios dimitris dina
dinesh dirk divya dmitri dmitrii dmitry dolores domenico dominic dominik dominika dominique donald donatella donna donovan dora doris dorothea dorothee dorothy
doug douglas drew duncan dustin dylan earl ed eddie edgar edith edmund edna eduard eduardo edward edwin efrat ehud eileen ekaterina elad elaine elena eleni eleonora
elia elias elif elin elina eline eliot elisa elisabeth elisabetta elise elizabeth ella elle ellen elliot elliott elmar elodie eloise elsa elvira emanuel emanuele emanuela
emerson emil emile emilia emilie emilio emily emma emmanuel emmanuelle emre enrica enrico enrique eri eric erica erich erik erika erin ernest ernesto ernst erwin esteban
estelle esther ethan etienne eugen eugene eugenia eugenio eun eva evan evangelia evangelos eve evelyn ewa eyal ezra fabian fabien fabienne fabio fabrice fabrizio
faisal farah farhad farid fatemeh fatima fatma fay federica federico felicia felicity felipe felix ferdinand ferenc fernanda fernando filip filippo fiona flavia flavio fleur flora
florence florent florian floris frances francesca francesco francine francis francisca francisco franco francois francoise frank franz franziska fred freddie
frederic frederick frederico frederik frederique freya friederike friedrich fritz fumiko gabe gabor gabriel gabriela gabriele gabriella gabrielle gael gaia gail gal ganesh
gareth gari garrett gary gaurav gautam gavin geert geetha gemma gene genevieve geoff geoffrey george georges georgia georgios gerald geraldine gerard gerd gerda gerhard
gerrit gert gertrud giacomo giancarlo gianluca gianni gideon gil gilad giles gill gillian gina ginny gino giorgia giorgio giorgos giovanna giovanni gisela giulia giuliano giulio
giuseppe gizem glen glenda glenn gloria godfrey gonzalo gopal gordon grace graham grant greg gregoire gregor gregory greta grete gretchen grzegorz guang guido guilherme guillaume guillermo gunnar gunther
guy gwen gwendolyn hadas hagen haim hajime hakan hal haley hamed hamid han hanna hannah hannes hans hao harald hari harold harriet harris harry haruka harvey hasan
hassan hayato hayley heather hector hedwig heide heidi heike heiko heiner heinrich heinz helen helena helene helga helmut hendrik hengameh henk henri henrietta henrik henrike henry
herbert herman hermann hilary hilde hillary hiroaki hiroki hiroko hiroshi hiroyuki holger holly hong horst howard hua hubert hugh hugo humberto hussein hye hyun iain ian
ibrahim ida igor ilan ilaria ilja ilona ilse ilya imke imran ina ines inga inge ingeborg ingo ingrid inna ira irene irina iris irit irma irving isaac isabel isabela isabella
isabelle isaiah isao ismail israel itai italo itay ivan ivana ivo iwona jaap jack jackie jackson jaclyn jacob jacqueline jacques jae jaime jake jakob jakub jamal james jamie jan jana
jane janet janice janina janine janis janna jared jaroslav jason jasmin jasmine jasper javier jay jayant jean jeanette jeanne jeannette jeff jeffery jeffrey jelena jelle jen jenna
jennie jennifer jenny jens jeremiah jeremy jeroen jerome jerry jess jesse jessica jesus jianfeng jie jill jim jin jing joachim joan joana joann joanna joanne joao joaquin jochen jodi jody joe joel
joelle joerg joey johan johann johanna johannes john johnny jon jonas jonathan jonathon joost jordan jordi jorg jorge joris jorn jose josef josefina joseph josephine josh joshua josiah jouni joy joyce
juan juana judith judy juergen juha julia julian juliana juliane julie julien juliet julieta juliette julio julius jun june jung jurgen juri justin justine jutta jyoti kai kaisa kamal kamil kara karel
karen karim karin karina karine karl karla karolin karolina karoline karsten kasper kata katalin katarina katarzyna kate katerina katharina katherine kathleen kathrin kathryn kathy kati katie katja
katrien katrin katrina katrine kay kaya kazuo kazuki kazuhiro kazuya kees keiko keith kelly kelsey ken kendra kenji kenneth kenta kentaro kenya kerry kerstin kevin khaled kiara kieran kiki kim kimberly kiran kirsten
kirsti kirsty kit kjell klaas klara klaus koen koji konrad konstantin konstantinos kostas kris krishna krista kristen kristian kristiina kristin kristina kristine kristof kristofer kristopher krzysztof kumar kunal kurt kwame kwang kyle kyoko
kyra kyung lakshmi lance lara larissa larry lars laszlo laura laure laureen lauren laurence laurent laurie lauro lavinia lawrence layla lea leah leandro lee leena leif leila leland len lena lenka
lenore leo leon leona leonard leonardo leonid leonie leonora leopold leroy leslie leticia lev levi lewis li lia liam lidia liesbeth lila lili lilia lilian liliana lilith lillian lily lin linda lindsay lindsey
line ling lior lionel liora lisa lisbeth lise lisette livia liz liza lloyd lois lola lorena lorenz lorenzo loretta lori lorna lorraine lothar lotte lou louis louisa louise luc luca lucas lucia luciana luciano lucie lucien
lucile lucinda lucio lucy ludmila ludovic ludwig luigi luis luisa luise luiz lukas lukasz luke luuk luz lydia lyn lynda lynette lynn lynne maaike maarten mads magali magda magdalena maggie magnus maha
mahdi maheen mahesh mahmoud mai maike maja makoto malcolm malin malte mamoru manfred manish manju manon manuel manuela mara maral marc marcel marcela marcella marcelo marcia marcin marco marcos marcus marek maren margaret margarete
margareta margarita margherita margit margot marguerite mari maria mariam marian mariana marianna marianne maribel marie marieke marielle marietta marija marijn marike marilena marilyn marina mario marion marisa marit marius marjan mark marko
markus marlene marta marten martha marthe martijn martin martina martine marty marvin marwa mary maryam marzia marzyeh masaaki masahiro masaki masao masashi masato mason mathew mathias mathieu mathilde matilda matt matteo matthew matthias matthieu
matthijs mattia mattias maud maura maureen maurice mauricio maurits maurizio mauro max maxim maxime maximilian maximiliano maya mayumi megan meghan mehdi mehmet mehran mei melanie melina melissa melody menno merav mercedes meredith merle merlin mette
mia micah michael michaela michal michalis michel michela michele michelle michiel mick miguel mihaela mihai mihir mika mikael mike mikhail mikko mila milan milena milos milton mimi min mina minh ming mira miranda miri miriam mirjam mirko miroslav
mitchell mitsuru mohamed mohammad mohammed mohan mohsen moira molly mona monica monika monique moritz morten moshe muhammad murat murray myriam myrto nabil nadav nadia nadine nadja nahum naima nami nan nancy naoki naoko naomi narendra nasim nasser natalia
natalie natallia natasha nathalie nathan nathaniel naveen neda neeraj neha neil nella nelson nerea nestor nevena niall nicholas nick nicky nico nicol nicola nicolai nicolas nicole nicoletta niels nienke nigel nihal nik nika nikhil niki nikita nikki niklas niklaus nikola
nikolai nikolaos nikolaus nikolay nikos nils nina niraj nisha nishant nitin noa noah noam nobuko noel noemi noga nolan nora norbert noriko norma norman nour nuno nuria ofer ofra ola olaf ole oleg olena olga olia oliver olivia olivier olof omar omer omid oren oriol orit orla orly oscar oskar
osman oswald otto ottavia owen ozan pablo page paloma pam pamela pankaj panos paola paolo parisa parker pascal pascale pat patrice patricia patricio patrick patrik patrizia paul paula paulina pauline paulo pavel pavlos pawel paz pedro peggy penelope penny per perla pernilla peter petr petra petros phil
philip philipp philippa philippe phillip phoebe phyllis pia piergiorgio pierluigi piero pierre pieter pietro pilar ping piotr pooja prabhat pradeep prakash pranav prasad prashant pratik praveen priscilla pritam priya priyanka qi qian qiang qing rachel rade radha radu rafael rafaela raffaele raghu rahul
rainer raj raja rajat rajeev rajesh rajiv raju ralf ralph ram rama ramesh ramin ramon ramona ran rana randall randi randy rani raphael raquel rashid rasmus raul ravi ray raymond rebeca rebecca reem regina regine reiko reina reiner reinhard reinhold rekha rembert remi renata renate renato rene renee reshma reto reuben
rex reza rhea rhiannon ricarda ricardo riccardo richard rick rikke riku rina rita ritu rob robert roberta roberto robin robyn rocio rod roderick rodney rodolfo rodrigo roel roger rohan rohit roi rok roland rolf roman romain romana romeo romina ron rona ronald ronan ronen roni ronit ronnie rory rosa rosalie rosalind
rosanna rosario rosemarie rosemary rosie ross rowan roxana roxanne roy ruben rudi rudiger rudolf rudy rui rupert russell ruth ryan ryo ryoko ryosuke ryota ryuichi saad sabina sabine sabrina sachin sadie said sakura sally salma salman salvador salvatore sam samantha samar sameer samir sampsa samson samuel samuele sana sander sandeep
sandra sandrine sandy sanjay sanjeev santiago santosh sara sarah sarita sascha sasha satoshi satya saul saurabh savannah sayaka scott sean sebastian sebastiano sebastien seema selena selim selina selma seong serena serge sergei sergey sergio seth seung shadi shahar shai shaina shane shannon shao sharad sharon shaun shauna shawn sheila shelby sheldon shelley sheng
sherry shigeru shikha shin shinichi shiri shirin shirley shivani shlomi shlomo shobha sho shoshana shreya shuang shuhei shuichi shun shweta sibylle sidney sidra siegfried sigal sigrid silke silvana silvia silvio simon simona simone sina sinan siobhan sofia sofie soichiro solene solomon sonali sonia sonja sonya soo sophia sophie soren soumya spencer srinivas stacey
stacy stan stanislas stanislav stanley stefan stefania stefanie stefano steffen stella sten stephan stephane stephanie stephen sterling steve steven stewart stijn stuart subhash sudhir sue sujata suman sumit sun sunil sunita surya susan susana susanna susanne suzan suzanne suzie suzuka svante sven svenja svetlana swati sybille sydney syed sylvain sylvester sylvia sylvie
szymon tabea tadashi tae taichi takahiro takashi takeshi takuya tal tali talia tama tamar tamara tami tania tanja tanya tara tarek tariq taro tasha tatiana tatjana tatsuya taylor ted teresa terrence terry tess tessa thaddeus thanh thea theo theodor theodora theodore theodoros theresa therese thibault thierry thijs thilo thomas thorsten tian tiago
tiffany tilman tilo tim timo timothy tina ting tjalling tobias toby todd tom tomas tomasz tomer tommaso tommy tomo tomohiro tomoko toni tony tor tore torsten toshio tracey traci tracy travis trevor tricia tristan trudy tsuyoshi tuomas tushar tyler uday udo ugo ulf uli ulla ulrich ulrike umberto umesh ursula uta ute uwe uzi vadim
valentin valentina valerie valerio valter vanessa varun vasileios vasiliki vasily vasilis veena venkat vera verena verity vernon veronica veronika veronique vicente vicki vicky victor victoria vidya vijay vikas vikram viktor viktoria vincent vincenzo vinod viola violeta virginia virginie vishal vita vito vittoria vittorio viviana vivian vivien vivienne vlad vladimir vojtech volker
wade walter wanda warren wayne wei wen wencke wendy werner wesley wiebke wilfred wilfried wilhelm will willem william wilma wim winfried winnie winston wojciech wolf wolfgang xavier xenia xi xiang xiao xiaoming xin xing xu yael yair yakov yan yana yang yannick yannis yara yasmin yasmine yasuko yasuhiro yaw ye yehuda yi yifan yigal yin ying yoav yogesh
yoko yolanda yong yonatan york yoshi yoshua yosuke you yousef yu yuan yue yuichi yuji yuki yukiko yuko yuma yun yuri yusuke yutaka yuval yves yvette yvonne zach zachary zahra zara zdenek ze zeev zeynep zhe zheng zhi zhong zoe zofia zohar zoltan zsofia zuzana aylin emine aarti bhavna chinedu emeka folake ngozi chioma ifeoma kwabena kofi akosua ama abena thabo sipho nomsa geffen shafi
manuela mateus thiago rafaela luiza joaquim xiaoyu jiawei yuxin haoran zihan ruoyu minjun jiho seoyeon sunghoon jinwoo minsoo hyunwoo dilek ebru cem deniz elcin ozge selin tuba umut volkan sanja goran zoran dragan ljubica nenad vesna zeljko jasna tihomir sigurdur olafur bjork gudrun
"""

_FAMILY = """
abe adams agarwal aggarwal ahmed akbari alexander ali allen almeida alvarez anderson andersen andersson ando andrews antonov aoki araujo arnold arora bach bailey baker banerjee barnes barros bauer baumann beck becker bell bennett berg berger bergmann bernard bernstein bhattacharya bianchi biswas black blanc blanco bohm bose brandt
braun brooks brown bruno bruns bruun bryant burns butler cai campbell cao cardoso carlson carter castillo castro chakraborty chan chandra chang chatterjee chaudhary chaudhuri chavez chen cheng chiu cho choi chopra chou choudhury christensen chu chung clark clarke cohen coleman collins colombo conti cook cooper costa cox cruz cruz cunha dai dang das
dasgupta davies davis delgado deng desai deshpande diaz dietrich ding do dong dubois duarte dupont dutta edwards einstein engel eriksson esposito evans fan fang farkas feldman feng ferguson fernandes fernandez ferrari fischer fisher flores fontana ford foster fournier franke frank freeman friedman fritz fu fuchs fujii fujita gallo gao garcia garnier gauss george gerard ghosh
gibson goldberg goldman goldstein gomes gomez gonzalez gordon gray graf green greene greco gross gruber guerrero gunther guo gupta gustafsson gutierrez haas hahn hall hamilton han hansen hanson hara harris hartmann hasegawa hashimoto hayashi hayes he henderson hernandez herrera hess heinrich henry herrmann hill hirsch ho hoang hoffman hoffmann hofmann holmes hong horvath hou howard hsieh hsu hu
huang huber hughes hung hunt hussain hussein huynh hwang iglesias ikeda ikegami inoue ishikawa ito ivanov ivanova iyer jackson jacobs jain james jansen jang jensen jeon jeong jha jiang jimenez jin johansen johansson johnson jones jordan joshi jung kaiser kang kapoor karlsson kato katz kaur kaufmann keller kelley kelly kennedy khan kim kimura king klein knight kobayashi koch kondo kohler konig kovacs kovalev kraus krause kruger
krishnan krishnamurthy kuhn kulkarni kumar kuznetsov lai lam lambert lang lange larsen larson larsson lau laurent lee lefebvre lehmann lei lemaire leroy levin levy lewis li liang liao lim lima lin liu lo long lopes lopez lu lucas luo ma mahajan maier malik marino marino marques marshall martin martinez martins marx masuda matsuda matsui matsumoto mayer mccarthy mcdonald mehta meier mendes mendez mendoza meng menon meyer
michel miller mishra mitchell mitra miyazaki mohan molina molnar moore morales moreau morales moreno morgan mori morris morrison mueller mukherjee muller murakami muramatsu murphy murray myers nagy naidu nair nakajima nakamura nakano narayanan neumann newman nguyen nielsen nilsson ng nishimura novak nowak oconnor ogawa oh ohara okada olsen olsson ono ortega ortiz osullivan otto owens pal pan park parker patel pathak patil patterson
peng pereira perez perry peters petersen petersson petrov petrova pfeiffer pham phillips pillai pinto popescu popov powell prasad price qi qian qin qiu rahman rajan ramirez ramos rao rasmussen ray reddy reed reid ren reyes reynolds ribeiro ricci richards richardson richter rivera rizzo roberts robinson rocha rodrigues rodriguez rogers rojas romano romero rosen rosenberg rossi roth rousseau roux roy rubin ruiz russo ryan saito sakamoto sanchez sanders santos
saha sahin sasaki sato sauer schafer schmid schmidt schmitt schmitz schneider scholz schreiber schroder schroeder schubert schulte schultz schulz schulze schwartz schwarz schumacher sen seo shah shao sharma shaw shen shi shimizu shin shukla silva simmons simon simpson singh sinha sharma smith smirnov snyder soares sokolov song sorensen sousa srinivasan stein steiner stevens stewart stone subramanian sullivan sun sung suzuki svensson takagi takahashi takeda tan tanaka
tang taylor thomas thompson thomsen tian toth tran tsai tsang turner ueda vargas vasquez vega verma vogel voigt volkov vu wagner walker wallace walter wang ward watanabe watson weber wei weiss wen werner white williams wilson winkler winter wolf wolff wong wood wright wu xia xiang xiao xie xiong xu yadav yamada yamaguchi yamamoto yamazaki yan yang yao ye yilmaz yin yoo yoon yoshida you young yu yuan yun zamora zeng zhang zhao zheng zhong zhou zhu
ziegler zimmerman zimmermann zou benartzi underman vasudevan clifford howley drpic okafor adeyemi mensah owusu diop traore keita mbeki tutu haddad khoury nasser mansour farah hosseini ahmadi mohammadi rezaei karimi tehrani ozturk kaya demir celik yildiz aydin
"""

_NEVER = """
a about above abstract academia academic academies academy access accounting across action active activities activity adaptation adaptive add adding address administration advance advanced advances advancing affairs africa african after against age agenda agency agent agents aging agriculture ai air algebra algebraic algorithm
algorithmic algorithms all america american among amphitheater an analyses analysis analytic analytics analyzing ancient and animal animals annual anthropology antiquity any apartment apply application applications applied applying approach approaches approximate approximation archaeology architecture archive archives are area arithmetic around art article artificial
artist artists arts as asia asian aspects assessing assessment associate association astronomy astrophysics at atlantic atomic attention auditorium australia australian authority author authors auto automated automatic autumn available awards award axis background bar based basic battery bayesian be beams before behavior behavioral behaviour benchmark benefits best better between
beyond big bio biochemistry biography bioinformatics biological biology biomedical biophysics biostatistics biosciences birds birth black blood blue board bodies body book books boundary brain branch break breakfast bridge bringing british bring brown building buildings business by cafe calculus calendar california call campus can cancer candidate capital carbon care career careers case categories category causal cause
cell cells cellular center central centre century chair challenge challenges chamber change changing chaos chapter chapters characterization chemical chemistry children china chinese church cinema circle circuits cities citizen citizens city civil civilization class classes classic classical classification clean climate clinic clinical club clusters coast coding coffee cognition cognitive cohomology
collaboration collaborative collapse collections collective college colloquium colonial combinatorial combinatorics coming committee common communication communications communities community comparative competition complex complexity computation computational computer computers computing concept concepts conference confirmed conflict connections conservation constraints construction consulting contact contemporary content contents context continuous control convergence
conversation conversations cooperation coordinator core corporate cosmic cosmology council counseling course courses creating creation creative crisis critical critique cross cryptography crystal cultural culture cultures curvature curves cycle dance dark data database day days dead deadline dean death debate decision decisions deep defence defense degree democracy democratic demography denmark department
departmental departments design designing detection determination development developmental developments device devices diagnosis dialogue did differential diffusion digital dimensional dimensions dinner director discourse discovering discovery discrete discussion disease diseases disorder dissertation distinguished distributed distribution diversity division dna doctoral doctorate does doing drug dual during dynamic dynamical dynamics early earth easter eastern
ecology economic economics economies economy edge edition education educational effect effective effects efficiency efficient elections electric electrical electron electronic electronics elementary embedding emergency emerging empire empirical employment end energy engage engagement engineering english enhanced entropy environment environmental environments epidemiology equality equation equations equity equivariant ergodic era error estimation ethical ethics ethnic
europe european evaluating evaluation evening event events every evidence evolution evolutionary exam exams examination exams excellence exchange exhibition existence experience experiences experiment experimental experiments exploration exploring extended external extreme faces facilities factors faculty fair fairness fall family far fast features feature federal feedback fellow fellows fellowship feminist few fiction field fields
film final finals finance financial finding finite fire first five flow flows fluid fluids fluctuations focus food for force forced forces forecasting foreign forest form formation forms forum foundation foundations four fourier fractional framework france free freedom french friday friday from frontier frontiers full function functional functions fundamental funding further future futures galaxies galaxy galois game games gauge gender gene general
generalized generating generation generative genetic genetics genome genomic genomics geography geology geometric geometry geophysics geosciences german germany getting giant global globalization goals good governance government grand graduate graph graphs gravitational gravity great greek green group groups growing growth guest guide hall hamiltonian hands happy hard harmonic has have hazards healing health healthcare heat hidden hiding
high higher hilbert historical history hold holiday holidays holocaust homotopy hot hotel hour hours house housing how human humanities humanity humans hybrid hydrogen hyperbolic ice idea ideas identification identity if image images imaging imaginary immigrant immigration immune immunity immunology impact impacts imperial implementation implications important improving in income increasing independence independent india indian indigenous individual
industrial industry inequalities inequality infection infectious inference infinite influence information informatics infrastructure initiative innovation innovations innovative insights institute institutes institution institutional institutions instructor integral integrated integrating integration intelligence intelligent interaction interactions interactive interdisciplinary interest interface internal international internet interventions into introducing introduction introductory invariants inverse investigating
invited involvement is islamic issues italian italy it its japan japanese jewish job journal journalism journey journeys justice keynote kinetic kinetics knowledge lab laboratories laboratory labor labour land landscape landscapes language languages large laser lasers last late latin law laws lead leadership leading learned learning lecture lectures lecturer legacy legal less lessons letters level lfe liberal libraries library life light limit limits line linear lines
linguistics link links liquid literacy literary literature live lives living local localization location logic long loops losing low luncheon lunch machine machines macroeconomics magnetic magnetism main making management manifold manifolds many mapping maps marine market marketing markets mass master masters material materials math mathematical mathematics matrix matter may me mean meaning measure measurement measurements measuring mechanical mechanics mechanism mechanisms media medical medicine medieval mediterranean
meet meeting meetings mega membrane memorial memory men mental message metabolic metabolism metal method methodology methods metric metropolitan mexico micro microbial microbiology microeconomics microscopy middle migration military mind minds minimal mining minor mobile mobility model modeling modelling models modern modernism modernity modular moduli molecular molecule molecules monday monday money more morning motion motivic movement movements moving much multi multiple multiscale museum
museums music musical my mystery myth names nano nanoscale narrative narratives nation national nations natural nature network networks neural neuro neurobiology neurology neuron neurons neuroscience neurosciences new news next night no non nonlinear normal north northern not nothing novel november nuclear number numbers numerical nursing object objects observation observations ocean oceans of off office official old on one online only open opening operations operator operators opportunities
optical optics optimal optimisation optimization optimizing or oral order ordinary organic organization organizational organizations origin origins other our out outcomes outer outreach over overview pacific paper papers parallel parallel part partial participation particle particles partners partnership past path paths pathways patients pattern patterns peace pedagogy people perception performance performing persistent person personal perspective perspectives pharmacology phase phd phenomena philosophical philosophy phonology photonics
physical physics physiology places planet planetary planning plans plant plants plasma play please poetic poetry point points poisson police policies policy polish political politics pollution polymer polymers polynomial polynomials popular population populations portuguese positive possible post postdoc postdoctoral postponed potential poverty power practical practice practices precision predicting prediction predictive preparation presentation presents presidential president pressure primary prime prime principle principles private prize
probabilistic probability problem problems process processes processing product production productivity profession professional professor program programme programming programs progress project projects proof proofs properties property protection protein proteins proteomics psychiatry psychology public publication publishing pure quality quantitative quantum quasi quest question questions race racial radical radiation radio random rare rate rates reading readings real reality reasoning recent recognition reconstruction recovery red reduction reflections
reform refugee refugees regenerative region regional registration regression regulation regulatory reinforcement relations relative relativistic relativity reliability religion religions religious renaissance renewable representation representations representing reproducibility republic research researcher researchers resilience resistance resolution resource resources response responses responsibility responsible result results rethinking retreat return review revisited revolution revolutionary rich right rights rigidity rise risk risks river robot robotics robots robust role roman
room round route row rule rules rural russia russian safe safety saturday save scale scales scaling scattering schedule scholar scholars school schools science sciences scientific scientist scientists screening sculpture sea search second secondary secret secrets security seeing selection self semester semi seminar seminars senior sensing sensitivity sensor sensors sequence sequences series service services session set sets seven sex shape shapes share short should show signal signals significance silicon simple simulating simulation simulations single singularities
six skills slavery small smart smooth so social societies society sociology soft software soil solar solid solution solutions some sound source sources south southern space spaces spanish sparse spatial speaker speakers special species spectra spectral spectroscopy spectrum speech spin sponsored sport sports spring stability stable staff standard star stars start starting state states statistic statistical statistics stellar stem stochastic stories storm story strategic strategies strategy stream street strength stress string strings strong
structural structure structured structures student students studies study studying style sub success summer summit sunday sunday superconductivity superconducting supervised supply support surface surfaces surgery survey survival sustainability sustainable symmetric symmetries symmetry symplectic symposium synthesis synthetic system systematic systems table tackling talk talks targeting targets task tasks tax teacher teachers teaching team tech technical technique techniques technologies technology television temporal tensor tenure term test testing text texts textual than
the theater theatre theology theorem theorems theoretical theories theory therapeutic therapeutics therapies therapy thermal thermodynamics thesis they things think thinking third this thought thoughts thousand three through thursday thursday time times to today together tomorrow too tool tools topic topics topological topology total toward towards town track trade trading tradition traditional traditions training trajectories transcription transfer transfers transform transformation transformations transformer transforming transition transitions translation translational transnational transport transportation travel treatment trees trends trial trials
trust truth tuesday tuesday turbulence turbulent turning tutorial twentieth two types uncertainty under undergraduate underground understanding unified union unique united universal universe universities university unsupervised update upon upper urban us use user users using utah vaccine vaccines value values variables variational various vascular vehicles velocity venue version very via video view views violence virtual virus viruses visible vision visiting visit visual visualization vortex voting waiting wall war water wave waves way ways we weak wealth weather web webinar wednesday wednesday
week weekly weeks welcome welfare well western what when where which while who why wide wild will wind winter wireless wisdom with within without women womens word words work working works workshop workshops world worlds writers writing x year years yes yesterday young youth zero zone zones campus hall building tower floor auditorium room suite lounge avenue
und der die das des im in zur zum von für mit über auf aus bei eine einer eines vortrag vorlesung seminar kolloquium ringvorlesung forschung wissenschaft wissenschaften institut universitat fakultat abteilung einfuhrung grundlagen neue theorie geschichte sprache kultur gesellschaft leben zukunft deutsche deutschland
haus saal horsaal bibliothek stiftung akademie medaille gebaude strasse
le la les du des une pour avec sur dans par aux recherche universite institut departement laboratoire ecole seminaire colloque cours histoire theorie langue culture societe vie avenir introduction nouvelle il lo gli dei della delle nel con per universita dipartimento istituto ricerca storia teoria lingua cultura societa vita introduzione nuovo los las del en el para con sobre universidad departamento instituto investigacion historia teoria lengua sociedad vida introduccion nuevo nueva
algebras holes hole coli elegans cerevisiae hosted host hosts abstract bio register rsvp zoom passcode contact email details read more view event upcoming show hide login sign subscribe download add export print follow tweet privacy cookies policy search home menu navigation
adoption sanitation household homes honors honor commencement ceremony concert recital festival screening fundraiser lecturer cooking yoga wellness mindfulness meditation tour walk orientation info open ask cs ml nlp llm gpt fmri mri crispr covid
"""

_PLACES = """
harvard stanford princeton oxford cambridge yale mit eth epfl ucla nyu cnrs inria ens caltech berkeley cornell columbia duke brown emory penn upenn rutgers purdue vanderbilt dartmouth tufts mcgill waterloo toronto michigan chicago northwestern hopkins carnegie mellon edinburgh manchester bristol durham warwick imperial ucl lse kcl munich berlin hamburg heidelberg bonn cologne frankfurt vienna zurich geneva lausanne basel paris lyon bordeaux amsterdam utrecht leiden groningen delft copenhagen stockholm uppsala oslo helsinki madrid barcelona valencia lisbon rome milan bologna turin pisa padova tokyo kyoto osaka beijing shanghai tsinghua seoul singapore hongkong london boston philadelphia texas washington wisconsin minnesota illinois indiana ohio pittsburgh oregon arizona colorado florida georgia tech google microsoft facebook amazon ibm nvidia apple openai deepmind cern nasa nih nist esa max planck fraunhofer helmholtz leibniz nyu columbia brown paris london georgia siemens bosch intel huawei alibaba tencent baidu adobe netflix uber spotify genentech novartis roche pfizer merck eth tum rwth tud lmu tu kth dtu ntnu tau huji kaust kaist postech iisc iit ist mpi cea ens mila riken csail lids bell sorbonne technion weizmann
"""

GIVEN = frozenset(_GIVEN.split())
FAMILY = frozenset(_FAMILY.split())
PLACES = frozenset(_PLACES.split())
"""Words by which universities, firms and their cities are called for short."""
NEVER = (frozenset(_NEVER.split()) | PLACES) - frozenset(
    [
        "max",
        "columbia",
        "brown",
        "green",
        "black",
        "white",
        "young",
        "frank",
        "april",
        "may",
        "june",
        "autumn",
        "paris",
        "london",
        "georgia",
        "virginia",
        "roman",
        "prime",
        "rich",
        "bell",
        "noble",
        "price",
        "day",
        "field",
        "fields",
        "long",
        "small",
        "hall",
        "short",
        "wall",
        "wood",
        "church",
        "king",
        "street",
        "star",
        "hill",
        "bridge",
        "page",
        "rose",
        "robin",
        "berg",
    ]
)
"""What no name holds. Words that are names as often (Young, Field, Roman) are left out: they decide nothing."""

PARTICLES = frozenset(
    [
        "da",
        "dal",
        "dall",
        "dalla",
        "de",
        "degli",
        "dei",
        "del",
        "dell",
        "della",
        "delle",
        "della",
        "den",
        "der",
        "des",
        "di",
        "do",
        "dos",
        "das",
        "du",
        "e",
        "el",
        "af",
        "al",
        "ap",
        "ben",
        "bin",
        "bint",
        "binti",
        "binte",
        "bte",
        "ibn",
        "la",
        "las",
        "le",
        "li",
        "lo",
        "los",
        "mc",
        "of",
        "op",
        "san",
        "st",
        "ter",
        "ten",
        "te",
        "tot",
        "und",
        "und",
        "v",
        "van",
        "vande",
        "vanden",
        "vander",
        "vom",
        "von",
        "y",
        "zu",
        "zum",
        "zur",
        "abu",
        "ould",
        "ait",
        "wa",
        "à",
    ]
) - {"of", "und", "st"}
"""Small words inside names."""
