import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  Navigate,
  Outlet,
  redirect,
  type RouterHistory,
  useNavigate,
} from "@tanstack/react-router";
import { lazy, Suspense } from "react";

import { aiLogSearch } from "@/features/ai-log/ai-log-search";
import { DeskPage } from "@/features/desk/desk-page";
import { deskSearch } from "@/features/desk/filter";
import { Broken } from "@/features/kiosk/broken";
import { PositionsPage } from "@/features/positions/positions-page";
import { reviewSearch } from "@/features/review/review-search";
import { Search } from "@/features/search/search";

import { FirstRunGate } from "./first-run-gate";
import { Frame } from "./frame";
import { NotFound } from "./not-found";
import { PageTitle } from "./page-title";
import { settingsKey } from "./settings-sections";

// The desk is there at once; what is opened from it is read when it is first needed.
const AiLogPage = lazy(async () => ({
  default: (await import("@/features/ai-log/ai-log-page")).AiLogPage,
}));
const EditorPage = lazy(async () => ({
  default: (await import("@/features/positions/editor-page")).EditorPage,
}));
const FirstRunPage = lazy(async () => ({
  default: (await import("@/features/first-run/first-run-page")).FirstRunPage,
}));
const Kiosk = lazy(async () => ({ default: (await import("./kiosk")).Kiosk }));
const ReviewPage = lazy(async () => ({
  default: (await import("@/features/review/review-page")).ReviewPage,
}));
const Room = lazy(async () => ({ default: (await import("./room")).Room }));
const ScorecardPage = lazy(async () => ({
  default: (await import("@/features/scorecard/scorecard-page")).ScorecardPage,
}));
const SettingsPage = lazy(async () => ({
  default: (await import("./settings-page")).SettingsPage,
}));
const TranscriptionsPage = lazy(async () => ({
  default: (await import("@/features/transcriptions/transcriptions-page")).TranscriptionsPage,
}));

/** Where the kiosk's window stays. */
const KIOSK = "/kiosk";

const root = createRootRouteWithContext<{ kiosk: boolean }>()({
  // The kiosk's window knows no other page, whatever a link says.
  beforeLoad: ({ context, location }) => {
    if (context.kiosk && location.pathname !== KIOSK) throw redirect({ to: KIOSK, replace: true });
  },
  component: function Root() {
    return (
      <>
        <PageTitle />
        <Suspense>
          <Outlet />
        </Suspense>
      </>
    );
  },
  notFoundComponent: NotFound,
});

const frame = createRoute({
  getParentRoute: () => root,
  id: "frame",
  component: function FrameWithSearch() {
    return <Frame search={<Search />} />;
  },
});

const desk = createRoute({
  getParentRoute: () => frame,
  path: "/",
  validateSearch: deskSearch,
  component: function Desk() {
    const navigate = desk.useNavigate();
    return (
      <FirstRunGate>
        <DeskPage
          search={desk.useSearch()}
          onSearch={(search) => void navigate({ search, replace: true })}
        />
      </FirstRunGate>
    );
  },
  staticData: { title: (t) => t("nav.interviews") },
});

const positions = createRoute({
  getParentRoute: () => frame,
  path: "/positions",
  component: function Positions() {
    return <PositionsPage onOpen={useOpenPosition()} />;
  },
  staticData: { title: (t) => t("nav.positions") },
});

const newPosition = createRoute({
  getParentRoute: () => frame,
  path: "/positions/new",
  component: function NewPosition() {
    return <EditorPage onOpen={useOpenPosition(true)} />;
  },
  staticData: { title: (t) => t("positions.add") },
});

const position = createRoute({
  getParentRoute: () => frame,
  path: "/positions/$positionId",
  component: function Position() {
    const { positionId } = position.useParams();
    return <EditorPage positionId={positionId} onOpen={useOpenPosition(true)} />;
  },
  staticData: { title: (t) => t("positions.editor") },
});

/** Opens a position in the editor; in place of the present page where that has come to its end. */
function useOpenPosition(replace = false) {
  const navigate = useNavigate();
  return (positionId: string) =>
    void navigate({
      to: "/positions/$positionId",
      params: { positionId },
      replace,
      // Whoever opens it has stored what was there.
      ignoreBlocker: replace,
    });
}

const settings = createRoute({
  getParentRoute: () => frame,
  path: "/settings",
  component: function Settings() {
    return (
      <Navigate to="/settings/$section" params={{ section: settingsKey(undefined) }} replace />
    );
  },
});

const settingsSection = createRoute({
  getParentRoute: () => frame,
  path: "/settings/$section",
  component: function SettingsSection() {
    return <SettingsPage section={settingsKey(settingsSection.useParams().section)} />;
  },
  staticData: { title: (t) => t("settings.title") },
});

const transcriptions = createRoute({
  getParentRoute: () => frame,
  path: "/transcriptions",
  component: TranscriptionsPage,
  staticData: { title: (t) => t("transcriptions.title") },
});

const welcome = createRoute({
  getParentRoute: () => root,
  path: "/welcome",
  component: FirstRunPage,
  staticData: { title: (t) => t("firstRun.title.appearance") },
});

const review = createRoute({
  getParentRoute: () => frame,
  path: "/interviews/$interviewId/review",
  validateSearch: reviewSearch,
  component: function Review() {
    return <ReviewPage interviewId={review.useParams().interviewId} search={review.useSearch()} />;
  },
});

const scorecard = createRoute({
  getParentRoute: () => frame,
  path: "/interviews/$interviewId/scorecard",
  component: function Scorecard() {
    return <ScorecardPage interviewId={scorecard.useParams().interviewId} />;
  },
  staticData: { title: (t) => t("scorecard.open") },
});

const aiLog = createRoute({
  getParentRoute: () => frame,
  path: "/interviews/$interviewId/ai-log",
  validateSearch: aiLogSearch,
  component: function AiLog() {
    return <AiLogPage interviewId={aiLog.useParams().interviewId} search={aiLog.useSearch()} />;
  },
  staticData: { title: (t) => t("aiLog.title") },
});

const room = createRoute({
  getParentRoute: () => root,
  path: "/interviews/$interviewId/room",
  component: function RoomOf() {
    return <Room interviewId={room.useParams().interviewId} />;
  },
});

const kiosk = createRoute({
  getParentRoute: () => root,
  path: KIOSK,
  component: Kiosk,
  errorComponent: Broken,
});

const tree = root.addChildren([
  frame.addChildren([
    desk,
    positions,
    newPosition,
    position,
    settings,
    settingsSection,
    transcriptions,
    review,
    scorecard,
    aiLog,
  ]),
  welcome,
  room,
  kiosk,
]);

/** The app's pages; `history` stands in for the address bar in tests. */
export function createAppRouter(history?: RouterHistory) {
  const { pathname } = (history ?? window).location;
  const context = { kiosk: pathname === KIOSK };
  return createRouter({ routeTree: tree, context, ...(history && { history }) });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
