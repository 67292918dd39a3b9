import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";

import { FakeApp } from "@/api/fake";
import { Problem } from "@/api/problem";
import { renderApp } from "@/test/render-app";

/** A review in which one spoken line was taken for the candidate's, and one was typed. */
async function reviewed() {
  const fake = new FakeApp();
  const room = fake.addInterview(fake.addPosition("Clerk"), "Ada");
  room.consent(1_000);
  room.start({ device: null, model: "base", text_only: false }, 1_000);
  room.say("How did you find it?", 8_000);
  room.type("With care.", "candidate", 9_000);
  room.finish(61_000);
  const app = renderApp(`/interviews/${room.interview.id}/review`, fake);
  await screen.findByTestId("speaker");
  return { room, ...app, fake };
}

const roles = () => screen.getAllByTestId("line").map((own) => own.getAttribute("data-role"));
const taken = () => screen.queryByTestId("taken-for");

test("who said a line is corrected by keyboard, the first speaker stays beside it, and it can be undone", async () => {
  const { room, user } = await reviewed();
  expect(roles()).toEqual(["ai_hr", "ai_hr", "candidate", "candidate"]);
  // What was typed and what the interviewer said is nobody else's.
  expect(screen.getAllByTestId("speaker")).toHaveLength(1);

  screen.getByTestId("speaker").focus();
  await user.keyboard("{Enter}");
  expect(await screen.findByTestId("said-by-candidate")).toBeChecked();
  await user.keyboard("{ArrowDown}{ArrowDown}{Enter}");
  // Nobody has signed anything on this computer yet.
  expect(await screen.findByTestId("speaker-author")).toHaveFocus();
  expect(screen.getByTestId("save-speaker")).toBeDisabled();
  await user.keyboard("Grace{Enter}");
  await waitFor(() => expect(roles()).toEqual(["ai_hr", "ai_hr", "recruiter", "candidate"]));
  expect(screen.getByTestId("speaker")).toHaveTextContent("Recruiter");
  expect(taken()).toHaveTextContent("first: Candidate");
  const history = within(screen.getByTestId("said-by"));
  expect(history.getByText(/Speaker corrected by Grace/)).toBeVisible();
  expect(screen.queryByTestId("speaker-form")).not.toBeInTheDocument();

  await user.click(screen.getByTestId("toast-action"));
  await waitFor(() => expect(roles()).toEqual(["ai_hr", "ai_hr", "candidate", "candidate"]));
  expect(taken()).not.toBeInTheDocument();
  const said = room.messages[2];
  expect(said?.message.role).toBe("candidate");
  expect(said?.speaker_corrections.map(({ role, author }) => [role, author])).toEqual([
    ["recruiter", "Grace"],
    ["candidate", "Grace"],
  ]);
});

test("who signed before is not asked again, and a refusal is told at the line", async () => {
  localStorage.setItem("candor.author", "Grace");
  const { fake, user } = await reviewed();
  fake.refuse("PUT", /\/speaker$/, new Problem("conflict", "another window was faster"));
  await user.click(screen.getByTestId("speaker"));
  await user.click(await screen.findByTestId("said-by-recruiter"));
  expect(await screen.findByText("another window was faster")).toBeVisible();
  expect(roles()).toEqual(["ai_hr", "ai_hr", "candidate", "candidate"]);
  await user.click(screen.getByTestId("speaker"));
  await user.click(await screen.findByTestId("said-by-recruiter"));
  await waitFor(() => expect(taken()).toBeVisible());
  expect(screen.queryByText("another window was faster")).not.toBeInTheDocument();
});

test("a corrected line is found under the one who said it", async () => {
  localStorage.setItem("candor.author", "Grace");
  const { user } = await reviewed();
  await user.click(screen.getByTestId("speaker"));
  await user.click(await screen.findByTestId("said-by-recruiter"));
  await waitFor(() => expect(taken()).toBeVisible());
  await user.selectOptions(screen.getByTestId("find-narrow"), "Recruiter");
  await waitFor(() => expect(screen.getAllByTestId("line")).toHaveLength(1));
  expect(screen.getByTestId("find-total")).toHaveTextContent("1 message");
});
