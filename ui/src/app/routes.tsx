import {
  createRootRoute,
  createRoute,
  createRouter,
  Outlet,
  type RouterHistory,
} from "@tanstack/react-router";

import { DeskPage } from "@/features/desk/desk-page";
import { RoomPage } from "@/features/interview-room/room-page";
import { PositionsPage } from "@/features/positions/positions-page";
import { ReviewPage } from "@/features/review/review-page";

import { Frame } from "./frame";
import { NotFound } from "./not-found";
import { PageTitle } from "./page-title";

const root = createRootRoute({
  component: function Root() {
    return (
      <>
        <PageTitle />
        <Outlet />
      </>
    );
  },
  notFoundComponent: NotFound,
});

const frame = createRoute({ getParentRoute: () => root, id: "frame", component: Frame });

const desk = createRoute({
  getParentRoute: () => frame,
  path: "/",
  component: DeskPage,
  staticData: { title: (t) => t("nav.interviews") },
});

const positions = createRoute({
  getParentRoute: () => frame,
  path: "/positions",
  component: PositionsPage,
  staticData: { title: (t) => t("nav.positions") },
});

const review = createRoute({
  getParentRoute: () => frame,
  path: "/interviews/$interviewId/review",
  component: function Review() {
    return <ReviewPage interviewId={review.useParams().interviewId} />;
  },
});

const room = createRoute({
  getParentRoute: () => root,
  path: "/interviews/$interviewId/room",
  component: function Room() {
    const { interviewId } = room.useParams();
    return <RoomPage key={interviewId} interviewId={interviewId} />;
  },
});

const tree = root.addChildren([frame.addChildren([desk, positions, review]), room]);

/** The app's pages; `history` stands in for the address bar in tests. */
export function createAppRouter(history?: RouterHistory) {
  return createRouter({ routeTree: tree, ...(history && { history }) });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
