import { act, screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";

import { FakeApp } from "@/api/fake";
import { Problem } from "@/api/problem";
import type { LevelHint } from "@/api/room";
import { renderApp } from "@/test/render-app";

async function before() {
  const fake = new FakeApp();
  const room = fake.addInterview(fake.addPosition("Clerk"), "Ada");
  room.consent(Date.now());
  const app = renderApp(`/interviews/${room.interview.id}/room`, fake);
  await screen.findByTestId("sound-check");
  return { room, ...app, fake };
}

const says = (track: string) => screen.getByTestId(`sound-check-says-${track}`);
const level = (track: string) =>
  Number(screen.getByTestId(`level-${track}`).getAttribute("aria-valuenow"));
const hears = (fake: FakeApp, rms_db: number) => act(() => fake.machine.hear(rms_db));
/** Enough was said to tell; the page asks now and then. */
const judged = async (fake: FakeApp, track: string, hint: LevelHint) => {
  fake.machine.check = { ...fake.machine.check, level: hint };
  await waitFor(() =>
    expect(screen.getByTestId(`sound-check-${track}`)).toHaveAttribute("data-hint", hint),
  );
};

test("both microphones show their level and a hint before the start, one after the other", async () => {
  const { fake, room, user } = await before();
  await user.click(screen.getByTestId("microphones-two"));
  expect(says("candidate")).toHaveTextContent("Not tried yet.");
  expect(says("recruiter")).toHaveTextContent("Not tried yet.");

  await user.click(screen.getByTestId("try-candidate"));
  await waitFor(() => expect(says("candidate")).toHaveTextContent("Ask the candidate"));
  expect(fake.machine.check.device).toBe("Built-in microphone");
  hears(fake, -30);
  hears(fake, -55);
  expect(level("candidate")).toBeLessThan(15);
  expect(level("recruiter")).toBe(0);
  await judged(fake, "candidate", "too_quiet");
  expect(says("candidate")).toHaveTextContent("move a little closer to the microphone");

  // The other one's turn: what the first gave stays beside it.
  await user.click(screen.getByTestId("try-recruiter"));
  await waitFor(() => expect(says("recruiter")).toHaveTextContent("Say a sentence yourself"));
  expect(fake.machine.check.device).toBe("Conference speaker");
  hears(fake, -15);
  await judged(fake, "recruiter", "good");
  expect(says("recruiter")).toHaveTextContent("good level");
  expect(level("recruiter")).toBe(75);
  expect(level("candidate")).toBe(50);
  expect(says("candidate")).toHaveTextContent("move a little closer to the microphone");

  await user.click(screen.getByTestId("stop-recruiter"));
  await waitFor(() => expect(fake.machine.check.state).toBe("off"));
  expect(level("recruiter")).toBe(75);
  expect(says("recruiter")).toHaveTextContent("good level");
  await user.click(screen.getByTestId("start-interview"));
  await waitFor(() => expect(room.secondMicrophone?.device).toBe("Conference speaker"));
});

test("one that cannot be opened is told at its place, and the other one's result stays", async () => {
  const { fake, user } = await before();
  await user.click(screen.getByTestId("microphones-two"));
  await user.click(screen.getByTestId("try-candidate"));
  await screen.findByTestId("stop-candidate");
  hears(fake, -30);
  await judged(fake, "candidate", "good");
  const taken = new Problem("no_microphone", "another program holds this microphone");
  fake.refuse("POST", /^\/microphone-check$/, taken);
  await user.click(screen.getByTestId("try-recruiter"));
  const own = within(screen.getByTestId("sound-check-recruiter"));
  expect(await own.findByRole("alert")).toHaveTextContent("another program holds this microphone");
  expect(screen.getByTestId("sound-check-recruiter")).not.toHaveAttribute("data-hint");
  expect(says("recruiter")).toHaveTextContent("Not tried yet.");
  expect(says("candidate")).toHaveTextContent("good level");
  expect(level("candidate")).toBe(50);
});

test("another microphone begins anew, and is not mistaken for the one that was tried", async () => {
  const { fake, user } = await before();
  fake.devices = [...fake.devices, { name: "Headset", is_default: false }];
  await user.click(screen.getByTestId("try-candidate"));
  await screen.findByTestId("stop-candidate");
  hears(fake, -20);
  await judged(fake, "candidate", "good");
  await user.selectOptions(screen.getByTestId("device-select"), "Conference speaker");
  await waitFor(() => expect(fake.machine.check.state).toBe("off"));
  expect(says("candidate")).toHaveTextContent("Not tried yet.");
  expect(level("candidate")).toBe(0);
});

test("a silent, a pulled and a missing microphone are told where they are tried", async () => {
  const { fake, user } = await before();
  await user.click(screen.getByTestId("try-candidate"));
  await screen.findByTestId("stop-candidate");
  act(() => fake.machine.fallSilent());
  await waitFor(() => expect(says("candidate")).toHaveTextContent("No sound comes in."));
  act(() => fake.machine.unplug("it was pulled out"));
  await waitFor(() => expect(says("candidate")).toHaveTextContent("The microphone is gone"));
  const own = within(screen.getByTestId("sound-check-candidate"));
  expect(own.getByText("it was pulled out")).toBeVisible();
  fake.devices = [];
  await user.click(screen.getByTestId("try-candidate"));
  expect(await own.findByRole("alert")).toHaveTextContent("there is no microphone; connect one");
});

test("whoever types lets go of the microphone", async () => {
  const { fake, user } = await before();
  await user.click(screen.getByTestId("try-candidate"));
  await screen.findByTestId("stop-candidate");
  await user.click(screen.getByTestId("way-type"));
  expect(screen.queryByTestId("sound-check")).not.toBeInTheDocument();
  await waitFor(() => expect(fake.machine.check.state).toBe("off"));
});
