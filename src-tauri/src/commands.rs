//! Every command of the window, in one table.
//!
//! A row names the topic and the command, its input, the messages of its channel if it has one, and its answer. From
//! the row come the handler that Tauri calls, which the compiler checks against the function in the topic's
//! module, and the row of `Commands.ts` that types the same call in the window.

mod application;
mod branches;
mod catalogs;
mod checks;
mod conversations;
mod credentials;
mod drafting;
mod feeds;
mod files;
mod history;
mod inspector;
mod logos;
mod media;
mod merchants;
mod presentation;
mod runs;

use crate::transfer::*;

macro_rules! command_table {
    ($( $topic:ident :: $name:ident ( $input:ty $(; $channel:ty)? ) -> $output:ty; )+) => {
        /// The functions that Tauri calls.
        pub(crate) mod handlers {
            use super::*;

            $(
                #[tauri::command]
                pub(crate) async fn $name(
                    host: tauri::State<'_, crate::host::Host>,
                    input: $input,
                    $( channel: tauri::ipc::Channel<$channel>, )?
                ) -> Result<$output, ErrorReport> {
                    super::$topic::$name(&host, input $(, crate::host::outlet::<$channel>(channel))?).await
                }
            )+
        }

        /// Hands a call of the window to its function.
        pub(crate) fn handler() -> impl Fn(tauri::ipc::Invoke) -> bool + Send + Sync + 'static {
            tauri::generate_handler![$( handlers::$name ),+]
        }

        /// The rows of `Commands.ts`, and every type that they name.
        pub fn describe(bindings: &mut crate::bindings::Bindings) {
            $( bindings.command::<$input, command_table!(@channel $($channel)?), $output>(stringify!($name)); )+
        }
    };
    (@channel $channel:ty) => { $channel };
    (@channel) => { crate::bindings::NoChannel };
}

command_table! {
    application::overview(()) -> Overview;
    application::application_watch((); ApplicationChange) -> ();
    application::preferences_set(Preferences) -> ();
    application::link_open(Link) -> OpenedLink;
    application::data_folder_open(()) -> ();
    application::clipboard_write(ClipboardText) -> ();
    application::window_report(WindowReport) -> ();
    application::application_quit(()) -> ();
    merchants::merchant_add(MerchantAdd) -> MerchantSaved;
    merchants::merchant_update(MerchantUpdate) -> MerchantSaved;
    merchants::merchant_duplicate(MerchantId) -> Merchant;
    merchants::merchant_remove(MerchantId) -> MerchantRemoved;
    logos::merchant_logo_choose(MerchantId) -> Option<Merchant>;
    logos::merchant_logo_remove(MerchantId) -> Merchant;
    merchants::merchants_export(()) -> Option<MerchantsMoved>;
    merchants::merchants_import(()) -> Option<MerchantsMoved>;
    merchants::merchant_test(MerchantTest; ConnectionStep) -> ConnectionVerdict;
    merchants::merchant_reach(MerchantId) -> Reachability;
    credentials::onboarding_read(OnboardingText) -> OnboardingFound;
    credentials::key_set(KeySet) -> Merchant;
    credentials::key_remove(MerchantId) -> Merchant;
    credentials::keychain_cancel(()) -> ();
    conversations::conversations_list(ConversationList) -> Vec<Conversation>;
    conversations::conversation_start(ConversationStart) -> Conversation;
    conversations::conversation_restart(ConversationRestart) -> Conversation;
    conversations::conversation_send(ConversationSend) -> TurnStarted;
    conversations::conversation_send_events(ConversationSendEvents) -> TurnStarted;
    conversations::draft(ConversationId) -> Option<String>;
    conversations::draft_set(DraftSet) -> ();
    conversations::conversation_resend(ConversationResend) -> TurnStarted;
    conversations::conversation_retry(ConversationRetry) -> TurnStarted;
    conversations::conversation_stop(ConversationId) -> ();
    conversations::conversation_close(ConversationId) -> Conversation;
    conversations::conversation_read(ConversationId) -> Conversation;
    branches::branch_start(BranchStart) -> BranchStarted;
    branches::branch_context(ConversationId) -> Vec<SentEvent>;
    branches::branch_family(ConversationId) -> Vec<Conversation>;
    feeds::feed_open(FeedOpen; Batch) -> FeedOpened;
    feeds::feed_acknowledge(FeedAcknowledge) -> ();
    feeds::feed_pull(FeedPull) -> Batch;
    feeds::feed_earlier(EarlierWanted) -> Earlier;
    feeds::feed_close(FeedClose) -> ();
    history::history_search(HistorySearch) -> HistoryFound;
    history::tags_list(()) -> Vec<TagUse>;
    history::conversation_rename(ConversationRename) -> Conversation;
    history::conversation_pin(ConversationPin) -> Conversation;
    history::conversation_describe(ConversationDescribe) -> Conversation;
    history::conversations_delete(ConversationIds) -> Vec<String>;
    history::conversations_restore(ConversationIds) -> Vec<Conversation>;
    history::turn_rate(TurnRate) -> Turn;
    files::conversations_export(ConversationsExport; ExportProgress) -> Option<ConversationsExported>;
    files::export_cancel(()) -> ();
    files::export_masks(ConversationIds) -> Vec<MaskedValue>;
    files::conversations_import(()) -> Option<ConversationsImported>;
    files::conversations_import_again(LeftOutFile) -> Option<ConversationsImported>;
    files::data_statement(()) -> DataStatement;
    files::retention_effect(RetentionWish) -> RetentionEffect;
    files::retention_set(RetentionWish) -> RetentionEffect;
    inspector::line_raw(LineId) -> RawLine;
    inspector::line_pretty(LineId) -> PrettyLine;
    inspector::line_events(LineId) -> HeldEvents;
    inspector::line_bytes(LinePart) -> LineBytes;
    inspector::lines_matching(LineFilter) -> LineMatches;
    inspector::lines_by_jq(JqFilter) -> JqMatches;
    inspector::turn_request(TurnId) -> RequestView;
    inspector::session_calls(ConversationId) -> Vec<SessionCallView>;
    inspector::turn_save(TurnId) -> Option<TurnSaved>;
    inspector::turns_compare(TurnsCompare) -> TurnComparison;
    presentation::presentation_plan(MerchantId) -> PresentationPlan;
    presentation::presentation_plan_set(PresentationPlanSet) -> ();
    presentation::presentation_screens(()) -> Vec<PresentationScreen>;
    presentation::presentation_check(PresentationCheck; PresentationStep) -> PresentationVerdict;
    presentation::presentation_recording(RecordedWanted) -> Option<RecordedAnswers>;
    application::page_is_at(PagePlace) -> ();
    presentation::presentation_begin(PresentationBegin) -> ();
    presentation::presentation_end(()) -> ();
    catalogs::catalog_choose(()) -> Option<FeedFile>;
    catalogs::catalog_preview(CatalogFeed) -> CatalogPreview;
    catalogs::catalog_import(CatalogFeed; CatalogProgress) -> Option<CatalogImported>;
    catalogs::catalog_import_cancel(MerchantId) -> ();
    catalogs::catalog_demo(()) -> CatalogImported;
    catalogs::catalog_summary(MerchantId) -> Option<CatalogSummary>;
    catalogs::catalog_remove(MerchantId) -> ();
    catalogs::catalog_findings(TurnId) -> AnswerTruth;
    catalogs::catalog_reach(TurnId) -> Vec<TruthFinding>;
    checks::suites_list(()) -> Vec<Suite>;
    checks::suites_open(()) -> Option<Vec<Suite>>;
    checks::suite_close(SuitePath) -> Vec<Suite>;
    checks::suite_edit(SuitePath) -> ();
    drafting::suites_demo(()) -> Vec<Suite>;
    drafting::test_propose(ConversationId) -> TestProposal;
    drafting::test_save(TestSave) -> TestSaved;
    drafting::suite_from_catalog(SuiteFromCatalog) -> SuiteWritten;
    drafting::coverage(CoverageWanted) -> CoverageView;
    runs::run_start(RunPlan) -> RunId;
    runs::run_pair_start(PairPlan) -> RunId;
    runs::run_again(RunAgain) -> RunId;
    runs::run_look(RunLook) -> RunNews;
    runs::run_stop(RunId) -> ();
    runs::runs_list(()) -> Vec<RunRow>;
    runs::run_open(RunId) -> RunView;
    runs::run_repeats(RunTestId) -> Vec<RunRepeat>;
    runs::run_remove(RunId) -> ();
    runs::run_baseline_set(BaselineSet) -> RunRow;
    runs::run_compare(RunCompare) -> Option<RunComparison>;
    runs::reports_save(ReportsSave) -> Option<ReportsSaved>;
    runs::report_open(RunId) -> ();
    runs::answer_judge(AnswerJudged) -> RunView;
    runs::run_rejudge(RunId) -> RunId;
    media::media_state(MediaRequest) -> MediaState;
    media::media_bytes(MediaRequest) -> MediaBytes;
}
