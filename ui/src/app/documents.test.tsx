import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";

import { FakeApp } from "@/api/fake";
import { Problem } from "@/api/problem";
import type { Language } from "@/api/types";
import { renderApp } from "@/test/render-app";

/** Opens the review of an interview at its files. */
async function openFiles(path: string, fake: FakeApp) {
  const shown = renderApp(path, fake);
  await shown.user.click(await screen.findByTestId("tab-overview"));
  return shown;
}

function finished(language: Language = "en") {
  const fake = new FakeApp();
  const room = fake.addInterview(fake.addPosition("Clerk"), "Ada", { language });
  room.consent(1_000);
  room.start({ device: null, model: null, text_only: true }, 1_000);
  room.finish(61_000);
  return { fake, room, path: `/interviews/${room.interview.id}/review` };
}

test("eight forms are offered, each says what it is good for", async () => {
  const { fake, path } = finished();
  await openFiles(path, fake);
  const list = await screen.findByTestId("documents");
  const buttons = within(list).getAllByRole("button");
  expect(buttons).toHaveLength(8);
  const names = buttons.map((button) => button.getAttribute("aria-label"));
  expect(names[0]).toBe("Save as PDF");
  expect(new Set(names).size).toBe(8);
  for (const button of buttons) expect(button).toHaveAccessibleDescription(/\w/);
});

test("a saved document is named and can be shown where it lies", async () => {
  const { fake, room, path } = finished();
  const { user } = await openFiles(path, fake);
  await user.click(await screen.findByTestId("save-pdf"));
  expect(await screen.findByText("Saved as PDF, beside the other files.")).toBeVisible();
  const saved = screen.getByTestId("saved-documents");
  expect(saved).toHaveTextContent("Ada.pdf");
  await user.click(screen.getByTestId("save-csv"));
  expect(await screen.findByText("Saved as CSV, beside the other files.")).toBeVisible();
  expect(within(saved).getAllByRole("listitem")).toHaveLength(2);
  await user.click(screen.getByTestId("show-in-folder"));
  expect(fake.shownInFolder).toEqual([room.interview.id]);
  expect(fake.log.filter(({ kind }) => kind === "document_exported")).toHaveLength(2);
});

test("headings are in the interview's language unless another is chosen", async () => {
  const { fake, path } = finished("de");
  const asked: unknown[] = [];
  const fetch = fake.fetch.bind(fake);
  fake.fetch = async (request) => {
    if (request.url.endsWith("/documents")) asked.push(await request.clone().json());
    return fetch(request);
  };
  const { user } = await openFiles(path, fake);
  await user.click(await screen.findByTestId("save-docx"));
  await user.selectOptions(screen.getByTestId("document-language"), "Русский");
  await user.click(screen.getByTestId("save-docx"));
  expect(asked).toEqual([
    { format: "docx", language: "de" },
    { format: "docx", language: "ru" },
  ]);
});

test("a full disk is reported, and saving can be tried again", async () => {
  const { fake, path } = finished();
  fake.refuse("POST", /documents$/, new Problem("disk_full", "the disk is full"));
  const { user } = await openFiles(path, fake);
  await user.click(await screen.findByTestId("save-pdf"));
  expect(await screen.findByRole("alert")).toHaveTextContent("the disk is full");
  expect(screen.queryByTestId("saved-documents")).not.toBeInTheDocument();
  await user.click(screen.getByTestId("save-pdf"));
  expect(await screen.findByTestId("saved-documents")).toBeVisible();
  expect(screen.queryByRole("alert")).not.toBeInTheDocument();
});

test("nothing is offered once the consent was withdrawn", async () => {
  const { fake, room, path } = finished();
  room.interview.withdrawn_at = 62_000;
  await openFiles(path, fake);
  expect(await screen.findByTestId("no-documents")).toBeVisible();
  expect(screen.queryByTestId("documents")).not.toBeInTheDocument();
});
