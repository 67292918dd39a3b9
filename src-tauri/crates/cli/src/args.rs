//! What can be asked for on the command line.

use std::path::PathBuf;

use candor_core::export::Format as Document;
use candor_domain::{AiApi, InterviewId, Language, UtcMillis};
use clap::{
    Args as ClapArgs, Parser, Subcommand, ValueEnum,
    builder::{PossibleValuesParser, TypedValueParser},
};

/// Honest interviews: recorded, transcribed and kept on this machine.
#[derive(Parser)]
#[command(name = "candor", version)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) place: Place,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Where the data lies and how it is unlocked.
#[derive(ClapArgs, Clone)]
pub(crate) struct Place {
    /// Folder for database, models and transcripts; the user's application data when absent
    #[arg(long, global = true, env = "CANDOR_DATA", value_name = "FOLDER")]
    pub(crate) data_dir: Option<PathBuf>,
    /// File whose first line is the passphrase of the database, for machines without a keychain
    #[arg(
        long,
        global = true,
        env = "CANDOR_PASSPHRASE_FILE",
        value_name = "FILE"
    )]
    pub(crate) passphrase_file: Option<PathBuf>,
    /// Ask for the passphrase of the database instead of using the keychain
    #[arg(long, global = true, conflicts_with = "passphrase_file")]
    pub(crate) passphrase: bool,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// A whole interview with recorded answers: captions, questions, transcript files
    Demo(Demo),
    /// Hold an interview in this terminal
    Interview(Interview),
    /// Take a recording made elsewhere in as an interview and transcribe it
    #[command(after_help = IMPORT_HELP)]
    Import(Import),
    /// List recordings that are transcribed in the background
    Transcriptions,
    /// List interviews, newest first
    Interviews,
    /// Write the transcript of an interview: both usual files again, or one document in the form you name
    Export(Export),
    /// Turn sound files (WAV, FLAC, MP3, OGG, M4A, WebM) into text
    Transcribe(Transcribe),
    /// Speech models: list, download, import, check, delete, prepare a folder for other machines
    Models {
        #[command(subcommand)]
        command: Option<Models>,
    },
    /// AI services: check whether one does what an interview needs
    #[command(subcommand)]
    Ai(Ai),
    /// Check microphone, models, keychain and folders
    Doctor,
    /// Print the description of the API (OpenAPI, JSON)
    Openapi,
    /// Print the JSON Schema of transcript files
    TranscriptSchema,
}

#[derive(ClapArgs)]
#[expect(clippy::struct_excessive_bools, reason = "switches of a command line")]
pub(crate) struct Demo {
    /// Faster than real time
    #[arg(long)]
    pub(crate) fast: bool,
    /// Print one JSON object instead of the conversation
    #[arg(long)]
    pub(crate) json: bool,
    /// Folder for the two transcript files; a new one in the temporary folder when absent
    #[arg(long, value_name = "FOLDER")]
    pub(crate) out: Option<PathBuf>,
    /// Folder with the candidate's recorded answers, N.wav and what is said in them, N.txt
    #[arg(long, value_name = "FOLDER")]
    pub(crate) answers: Option<PathBuf>,
    /// Keep the interview in the database that --data-dir and --passphrase-file name
    #[arg(long, hide = true)]
    pub(crate) keep: bool,
    /// Print a line for every message that is stored for good, as JSON, on standard error
    #[arg(long, hide = true)]
    pub(crate) acknowledge: bool,
}

#[derive(ClapArgs)]
pub(crate) struct Interview {
    /// Name of the candidate
    #[arg(long, required_unless_present = "resume")]
    pub(crate) candidate: Option<String>,
    /// Go on with this paused or interrupted interview instead of a new one
    #[arg(long, value_name = "ID", conflicts_with = "candidate")]
    pub(crate) resume: Option<InterviewId>,
    /// Plan file (TOML) or name of a sample
    #[arg(
        long,
        default_value = "customer-support-agent",
        value_name = "FILE|SAMPLE"
    )]
    pub(crate) plan: String,
    /// Language the interview is held in
    #[arg(long, default_value = "en", value_parser = language)]
    pub(crate) language: Language,
    /// Recommended length in minutes
    #[arg(long, default_value_t = 30)]
    pub(crate) minutes: u32,
    /// Input device; the system's default when absent
    #[arg(long)]
    pub(crate) device: Option<String>,
    /// Speech model; the best installed one for the language when absent
    #[arg(long)]
    pub(crate) model: Option<String>,
    /// No microphone: type the answers
    #[arg(long)]
    pub(crate) typing: bool,
}

#[derive(ClapArgs)]
pub(crate) struct Import {
    /// The recording: WAV, FLAC, MP3, OGG, M4A, WebM
    #[arg(required_unless_present = "resume", conflicts_with = "resume")]
    pub(crate) file: Option<PathBuf>,
    /// Go on with everything that waits to be transcribed
    #[arg(long)]
    pub(crate) resume: bool,
    /// Name of the candidate
    #[arg(long, required_unless_present = "resume")]
    pub(crate) candidate: Option<String>,
    /// The candidate's number in your own system
    #[arg(long)]
    pub(crate) number: Option<String>,
    /// Title or id of the position, name of a sample, or plan file (TOML)
    #[arg(long, required_unless_present = "resume")]
    pub(crate) position: Option<String>,
    /// How the candidate consented to being recorded and to its being kept: where, when, in what form
    #[arg(long, value_name = "WORDS", required_unless_present = "resume")]
    pub(crate) consent: Option<String>,
    /// Language that is spoken
    #[arg(long, default_value = "en", value_parser = language)]
    pub(crate) language: Language,
    /// Each of two channels is one person's; who is on the first
    #[arg(long)]
    pub(crate) channels: Option<Channels>,
    /// Speech model; the one preferred for transcripts when absent
    #[arg(long)]
    pub(crate) model: Option<String>,
    /// When the recording began, like 2026-11-03T09:30:00+01:00; it ended just now when absent
    #[arg(long, value_name = "TIME", value_parser = crate::import::time)]
    pub(crate) recorded_at: Option<UtcMillis>,
    /// What it is about
    #[arg(long)]
    pub(crate) description: Option<String>,
    /// Names and words to expect, separated by commas
    #[arg(long, value_name = "WORDS")]
    pub(crate) vocabulary: Option<String>,
    /// Take it in although an interview was made from the same file before
    #[arg(long, conflicts_with = "resume")]
    pub(crate) again: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Channels {
    CandidateFirst,
    RecruiterFirst,
}

/// What happens when it is stopped.
const IMPORT_HELP: &str = "\
The id of the new interview is printed once its sound is stored. Stopped before
that (Ctrl-C), nothing of it is kept; stopped later, transcribing goes on with
`candor import --resume` or when Candor is opened next.

Examples:
  candor import call.mp3 --candidate \"Ada Lovelace\" --position customer-support-agent \\
    --consent \"signed on paper on 3 November, folder 12\" --channels candidate-first
  candor import --resume";

#[derive(ClapArgs)]
#[command(after_help = EXPORT_HELP)]
pub(crate) struct Export {
    /// Id of the interview
    pub(crate) interview: InterviewId,
    /// Form of the document; the usual files, JSON and TXT, when absent
    #[arg(long, value_parser = document_form())]
    pub(crate) format: Option<Document>,
    /// Language of the headings; the interview's when absent. What was said is never translated
    #[arg(long, value_parser = language, requires = "format")]
    pub(crate) language: Option<Language>,
    /// Write here instead of into the transcripts folder; `-` prints it
    #[arg(long, value_name = "FILE", requires = "format")]
    pub(crate) out: Option<PathBuf>,
}

/// What the forms are good for.
const EXPORT_HELP: &str = "\
Forms:
  pdf   to print, sign and keep; fonts inside, readable by ear
  docx  for word processors
  txt   plain text
  md    Markdown
  csv   one row for each message, for spreadsheets
  json  everything, for programs (see `candor transcript-schema`)
  srt   subtitles for most players
  vtt   subtitles for the web

Examples:
  candor export 0193… --format pdf
  candor export 0193… --format srt --out interview.srt";

#[derive(ClapArgs)]
pub(crate) struct Transcribe {
    /// Sound files
    #[arg(required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// Speech model; the best installed one for the language when absent
    #[arg(long)]
    pub(crate) model: Option<String>,
    /// Language that is spoken
    #[arg(long, default_value = "en", value_parser = language)]
    pub(crate) language: Language,
    /// Form of the result
    #[arg(long, default_value = "txt")]
    pub(crate) format: Format,
    /// Write FILE.txt, .json, .srt or .vtt into this folder instead of printing
    #[arg(long, value_name = "FOLDER")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Txt,
    Json,
    Srt,
    Vtt,
}

#[derive(Subcommand)]
pub(crate) enum Models {
    /// Every model: whether it is installed, its size, languages and speed on this machine
    List {
        /// Name the best ones for this language
        #[arg(long, default_value = "en", value_parser = language)]
        language: Language,
    },
    /// Download a model; an interrupted download goes on where it stopped
    Download {
        /// Name, as in the list
        name: String,
        #[command(flatten)]
        from: ModelsFrom,
    },
    /// Install models from a file or a whole folder, for machines without a network
    Import {
        /// The file or folder
        #[arg(value_name = "FILE|FOLDER")]
        path: PathBuf,
        /// Use a file Candor does not know, if this is its SHA-256
        #[arg(long, value_name = "SHA256")]
        approve: Option<String>,
    },
    /// Check an installed model against its published hash
    Check {
        /// Name, as in the list
        name: String,
    },
    /// Delete a model, with what an unfinished download left of it
    Remove {
        /// Name, as in the list
        name: String,
    },
    /// Fill a folder with models and the demo, checked, to be copied to machines without a network
    #[command(after_help = PREPARE_HELP)]
    Prepare(Prepare),
}

/// Where model files come from; what is set up in the window where nothing is said.
#[derive(ClapArgs)]
pub(crate) struct ModelsFrom {
    /// Ask an organisation's own copies first: the address below which they lie under their published names
    #[arg(long, value_name = "ADDRESS", env = "CANDOR_MODEL_MIRROR")]
    pub(crate) mirror: Option<String>,
    /// Never ask the published address
    #[arg(long)]
    pub(crate) mirror_only: bool,
    /// Go through this proxy, or `none`. Never used for this machine
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) proxy: Option<String>,
    /// File with root certificates (PEM) to trust beside the system's
    #[arg(long, value_name = "FILE")]
    pub(crate) ca_file: Option<PathBuf>,
}

#[derive(ClapArgs)]
pub(crate) struct Prepare {
    /// The folder, for example on a USB stick
    pub(crate) folder: PathBuf,
    /// Names, as in the list; the best ones on this machine for the language when absent
    pub(crate) names: Vec<String>,
    /// Language that will be spoken
    #[arg(long, default_value = "en", value_parser = language)]
    pub(crate) language: Language,
    #[command(flatten)]
    pub(crate) from: ModelsFrom,
}

/// What becomes of a prepared folder.
const PREPARE_HELP: &str = "\
On the other machine, add the folder in the settings under Speech models, run
`candor models import FOLDER`, or copy it to where that machine keeps its models.
Every file is checked there once more. A file that was approved on this machine
has to be approved there as well.

Examples:
  candor models prepare /media/stick/models --language de
  candor models prepare /media/stick/models small-q5_1 large-v3-turbo-q5_0";

#[derive(Subcommand)]
pub(crate) enum Ai {
    /// Try an AI service step by step and tell what works
    #[command(after_help = AI_HELP)]
    Check(AiCheck),
}

#[derive(ClapArgs)]
pub(crate) struct AiCheck {
    /// Where its API begins
    #[arg(
        long,
        value_name = "ADDRESS",
        required_unless_present = "connection",
        conflicts_with = "connection"
    )]
    pub(crate) base_url: Option<String>,
    /// Model to ask
    #[arg(long, required_unless_present = "connection")]
    pub(crate) model: Option<String>,
    /// How it is spoken to: OpenAI's Responses API, or Chat Completions as compatible servers offer it
    #[arg(long, default_value = "chat", conflicts_with = "connection", value_parser = api())]
    pub(crate) api: AiApi,
    /// Try this kept connection, with its key from the keychain
    #[arg(long, value_name = "NAME")]
    pub(crate) connection: Option<String>,
    /// Organisation the requests are for
    #[arg(long)]
    pub(crate) organization: Option<String>,
    /// Project the requests are for
    #[arg(long)]
    pub(crate) project: Option<String>,
    /// Go through this proxy, or `none`; the one the environment names when absent. Never used for this machine
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) proxy: Option<String>,
    /// File with root certificates (PEM) to trust beside the system's
    #[arg(long, value_name = "FILE")]
    pub(crate) ca_file: Option<PathBuf>,
    /// Print one JSON object instead of lines
    #[arg(long)]
    pub(crate) json: bool,
}

/// Where the key comes from, and what is sent.
const AI_HELP: &str = "\
The key is read from CANDOR_API_KEY, never from the command line. A few short
questions are asked, which costs some hundred tokens; nothing of any interview
is sent.

Examples:
  CANDOR_API_KEY=sk-… candor ai check --base-url https://api.openai.com/v1 --model gpt-5-mini --api responses
  candor ai check --base-url http://localhost:11434/v1 --model llama3.2 --api chat
  candor ai check --connection \"Our service\"";

fn api() -> impl TypedValueParser<Value = AiApi> {
    PossibleValuesParser::new([AiApi::Responses, AiApi::Chat].map(AiApi::as_str))
        .try_map(|name| AiApi::parse(&name).ok_or("no such API"))
}

fn document_form() -> impl TypedValueParser<Value = Document> {
    PossibleValuesParser::new(Document::ALL.map(Document::as_str))
        .try_map(|name| Document::parse(&name).ok_or("no such form"))
}

fn language(code: &str) -> Result<Language, String> {
    Language::from_code(code).ok_or_else(|| "en, de or ru".to_owned())
}
