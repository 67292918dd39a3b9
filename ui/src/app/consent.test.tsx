import { act, screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";

import { BUILT_IN } from "@/api/fake-consent-data";
import { FakeApp } from "@/api/fake";
import { Problem } from "@/api/problem";
import { renderApp } from "@/test/render-app";

function invited(more = {}) {
  const fake = new FakeApp();
  const room = fake.addInterview(fake.addPosition("Clerk"), "Ada Byron", more);
  return { fake, room, path: `/interviews/${room.interview.id}/room` };
}

test("nothing but the consent is shown before the candidate has decided", async () => {
  const { fake, room, path } = invited();
  const { user } = renderApp(path, fake);
  const text = await screen.findByTestId("consent-text");
  expect(screen.getByRole("heading", { level: 1 })).toHaveFocus();
  for (const about of ["automated interviewer", "Your voice", "Encrypted", "180 days", "Karin"]) {
    expect(text).toHaveTextContent(about);
  }
  expect(screen.queryByTestId("start-interview")).not.toBeInTheDocument();
  expect(fake.requests.filter((request) => request.startsWith("POST"))).toEqual([]);
  await user.click(screen.getByTestId("consent-agree"));
  expect(await screen.findByTestId("start-interview")).toBeVisible();
  expect(room.interview.consented_at).not.toBeNull();
});

test("what is agreed to is what was read, in the language it was read in", async () => {
  const { fake, room, path } = invited();
  const { user } = renderApp(path, fake);
  await user.click(await screen.findByTestId("consent-language-ru"));
  expect(await screen.findByText("Прежде чем начать")).toBeVisible();
  expect(screen.getByTestId("consent-language-ru")).toHaveAttribute("aria-pressed", "true");
  await user.click(screen.getByTestId("consent-agree"));
  await waitFor(() => expect(room.interview.consented_at).not.toBeNull());
  const given = fake.consent.given.get(room.interview.id);
  expect(given).toMatchObject({ language: "ru", version: "2026-11" });
  expect(given?.text).toContain("автоматизированная система");
});

test("a text that changed meanwhile has to be read again", async () => {
  const { fake, room, path } = invited();
  const { user } = renderApp(path, fake);
  await screen.findByTestId("consent-text");
  fake.consent.organisation = { ...fake.consent.organisation, name: "Somebody Else" };
  await user.click(screen.getByTestId("consent-agree"));
  expect(await screen.findByTestId("consent-changed")).toHaveTextContent("read it again");
  expect(await screen.findByTestId("consent-version")).toHaveTextContent("Somebody Else");
  expect(room.interview.consented_at).toBeNull();
  await user.click(screen.getByTestId("consent-agree"));
  await waitFor(() => expect(room.interview.consented_at).not.toBeNull());
});

test("a no is respected: nothing is stored, and there is a way back and a way out", async () => {
  const { fake, room, path } = invited({ language: "de" });
  const { user, history } = renderApp(path, fake);
  await user.click(await screen.findByTestId("consent-decline"));
  const declined = await screen.findByTestId("consent-declined");
  expect(declined).toHaveTextContent("Es wurde nichts aufgezeichnet");
  expect(declined).toHaveTextContent("karin@lindgren.example");
  expect(declined).toHaveTextContent("Auch was Sie tippen, wird gespeichert");
  expect(within(declined).getByRole("heading", { level: 1 })).toHaveFocus();
  await user.click(screen.getByTestId("consent-read-again"));
  await user.click(await screen.findByTestId("consent-decline"));
  await user.click(await screen.findByTestId("consent-leave"));
  await waitFor(() => expect(history.location.pathname).toBe("/"));
  expect(room.interview.consented_at).toBeNull();
  expect(fake.requests.filter((request) => request.startsWith("POST"))).toEqual([]);
});

test("a full disk is told, and the yes can be repeated", async () => {
  const { fake, room, path } = invited();
  const full = new Problem("disk_full", "free some space and try again");
  fake.refuse("POST", /consent$/, full);
  const { user } = renderApp(path, fake);
  await user.click(await screen.findByTestId("consent-agree"));
  expect(await screen.findByRole("alert")).toHaveTextContent("free some space");
  await user.click(screen.getByTestId("consent-agree"));
  await waitFor(() => expect(room.interview.consented_at).not.toBeNull());
});

test("after a withdrawal the room is gone, and what remains can be erased", async () => {
  const { fake, room, path } = invited();
  const now = fake.now();
  room.consent(now);
  room.start({ device: null, model: null, text_only: true }, now);
  room.type("I would rather not", "candidate", now);
  renderApp(path, fake);
  await screen.findByTestId("conversation");
  await act(async () => {
    await fake.fetch(
      new Request(`http://fake.invalid/api/v1/interviews/${room.interview.id}/consent/withdraw`, {
        method: "POST",
      }),
    );
  });
  const page = await screen.findByTestId("consent-withdrawn");
  expect(page).toHaveTextContent("nothing is recorded any more");
  expect(screen.getByTestId("withdrawn-remains")).toHaveTextContent("messages");
  expect(screen.queryByTestId("message-input")).not.toBeInTheDocument();
  expect(room.interview.status).toBe("cancelled");
});

test("erasing shows what there is, asks for the name, and gives the proof", async () => {
  const { fake, room, path } = invited();
  const now = fake.now();
  room.consent(now);
  room.start({ device: null, model: null, text_only: true }, now);
  room.finish(now);
  room.interview.withdrawn_at = now;
  const { user } = renderApp(path, fake);
  await user.click(await screen.findByTestId("see-remains"));
  const dialog = await screen.findByRole("dialog", { name: "Erase this interview for good" });
  await within(dialog).findByTestId("remains");
  expect(within(dialog).getByTestId("remaining-files")).toHaveTextContent("Ada Byron.json");
  const erase = within(dialog).getByTestId("confirm-erase");
  expect(erase).toBeDisabled();
  await user.type(within(dialog).getByTestId("erase-name"), "Ada");
  expect(erase).toBeDisabled();
  await user.type(within(dialog).getByTestId("erase-name"), "  byron");
  expect(erase).toBeEnabled();

  const [record] = room.exports;
  fake.consent.stubborn = [record?.json_path ?? ""];
  await user.click(erase);
  const done = await screen.findByTestId("erased");
  expect(within(done).getByTestId("deleted-files")).toHaveTextContent("Ada Byron.txt");
  expect(within(done).getByTestId("undeleted-files")).toHaveTextContent("Ada Byron.json");
  expect(within(done).getByTestId("erase-proof")).toHaveTextContent(/^[0-9a-f]{64}$/);
  expect(room.interview.candidate_name).toBe("");
  fake.consent.stubborn = [];
  await user.click(within(done).getByTestId("erase-again"));
  await waitFor(() => expect(screen.queryByTestId("undeleted-files")).not.toBeInTheDocument());
});

test("the organisation is entered once, and wrong entries are named", async () => {
  const fake = new FakeApp();
  const { user } = renderApp("/settings/organisation", fake);
  const name = await screen.findByTestId("organisation-name");
  await user.clear(name);
  await user.type(name, "Muster GmbH");
  const email = screen.getByTestId("organisation-contact_email");
  await user.clear(email);
  await user.type(email, "nobody");
  expect(screen.getByText("This address is not complete.")).toBeVisible();
  expect(screen.getByTestId("save-organisation")).toBeDisabled();
  await user.type(email, "@muster.example");
  await user.clear(screen.getByTestId("retention-days"));
  expect(screen.getByText("Between 1 and 3650 days.")).toBeVisible();
  await user.type(screen.getByTestId("retention-days"), "90");
  await user.type(screen.getByTestId("viewers-de"), "das Auswahlteam");
  await user.click(screen.getByTestId("save-organisation"));
  expect(await screen.findByText("Saved.")).toBeVisible();
  expect(fake.consent.organisation).toMatchObject({
    name: "Muster GmbH",
    contact_email: "nobody@muster.example",
    retention_days: 90,
    viewers: { de: "das Auswahlteam" },
  });
  await user.click(screen.getByTestId("retention-unlimited"));
  await user.click(screen.getByTestId("save-organisation"));
  await waitFor(() => expect(fake.consent.organisation.retention_days).toBeNull());
});

test("the consent text: nothing can be left out, a change is a new version, and the default comes back", async () => {
  const fake = new FakeApp();
  const { user } = renderApp("/settings/consent", fake);
  const kept = await screen.findByTestId("words-en-kept");
  expect(screen.getByTestId("save-consent-text")).toBeDisabled();
  await user.clear(kept);
  expect(screen.getByText("Something is missing in: English")).toBeVisible();
  expect(screen.getByTestId("save-consent-text")).toBeDisabled();
  await user.type(kept, "On the server of {{organisation}.");
  await user.click(screen.getByTestId("preview-consent-text"));
  expect(await screen.findByTestId("consent-preview")).toHaveTextContent(
    "On the server of Lindgren & Sons.",
  );
  await user.click(screen.getByTestId("save-consent-text"));
  expect(await screen.findByText("Version 2026-11-20-1 is in force.")).toBeVisible();
  expect(fake.consent.texts.en.kept).toBe("On the server of {organisation}.");
  expect(fake.consent.texts.de).toEqual(BUILT_IN.de);

  await user.click(screen.getByTestId("use-version-2026-11"));
  await user.click(await screen.findByTestId("confirm-version"));
  await waitFor(() => expect(fake.consent.version).toBe("2026-11"));
  expect(await screen.findByTestId("words-en-kept")).toHaveValue(BUILT_IN.en.kept);
});

test("a withdrawal that comes by e-mail is recorded in the review, and ends all exports", async () => {
  const { fake, room } = invited();
  const now = fake.now();
  room.consent(now);
  room.start({ device: null, model: null, text_only: true }, now);
  room.finish(now);
  const { user } = renderApp(`/interviews/${room.interview.id}/review`, fake);
  await user.click(await screen.findByRole("tab", { name: "Details" }));
  await user.click(await screen.findByTestId("record-withdrawal"));
  await user.click(await screen.findByTestId("confirm-record-withdrawal"));
  expect(await screen.findByTestId("withdrawn-banner")).toHaveTextContent("partial record");
  expect(screen.queryByTestId("record-withdrawal")).not.toBeInTheDocument();
  expect(room.interview.status).toBe("finished");
  expect(room.interview.withdrawn_at).not.toBeNull();
});

test("the proof of an erasure from the review is read although what was erased is gone from the page", async () => {
  const { fake, room } = invited();
  const now = fake.now();
  room.consent(now);
  room.start({ device: null, model: null, text_only: true }, now);
  room.finish(now);
  const { user } = renderApp(`/interviews/${room.interview.id}/review`, fake);
  await user.click(await screen.findByRole("tab", { name: "Details" }));
  await user.click(await screen.findByTestId("erase"));
  await user.type(await screen.findByTestId("erase-name"), "Ada Byron");
  await user.click(screen.getByTestId("confirm-erase"));
  expect(await screen.findByTestId("erase-proof")).toBeVisible();
  await waitFor(() => expect(screen.queryByTestId("transcript")).not.toBeInTheDocument());
  expect(screen.getByTestId("erase-proof")).toBeVisible();
  await user.click(screen.getByTestId("erased-close"));
  expect(await screen.findByTestId("erased-banner")).toBeVisible();
});
