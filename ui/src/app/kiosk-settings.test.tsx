import { screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";

import { FakeApp } from "@/api/fake";
import { renderApp } from "@/test/render-app";

test("without a PIN there is no kiosk; with one there is", async () => {
  const { fake, user } = renderApp("/settings/kiosk");
  expect(await screen.findByTestId("enter-kiosk")).toBeDisabled();
  await user.type(screen.getByTestId("kiosk-pin-new"), "48x2915");
  await user.type(screen.getByTestId("kiosk-pin-again"), "482916");
  expect(screen.getByText("The two are not the same.")).toBeVisible();
  expect(screen.getByTestId("kiosk-pin-save")).toBeDisabled();
  await user.clear(screen.getByTestId("kiosk-pin-again"));
  await user.type(screen.getByTestId("kiosk-pin-again"), "482915");
  await user.click(screen.getByTestId("kiosk-pin-save"));
  await waitFor(() => expect(fake.kiosk.pin).toBe("482915"));
  const enter = await screen.findByTestId("enter-kiosk");
  await waitFor(() => expect(enter).toBeEnabled());
  await user.click(enter);
  await waitFor(() => expect(fake.kiosk.locked).toBe(true));
});

test("a PIN is changed with the present one only", async () => {
  const fake = new FakeApp();
  fake.kiosk.pin = "482915";
  const { user } = renderApp("/settings/kiosk", fake);
  await user.type(await screen.findByTestId("kiosk-pin-current"), "111222");
  await user.type(screen.getByTestId("kiosk-pin-new"), "975310");
  await user.type(screen.getByTestId("kiosk-pin-again"), "975310{Enter}");
  expect(await screen.findByText("This PIN is not right.")).toBeVisible();
  expect(fake.kiosk.pin).toBe("482915");
});

test("the options are kept, and who is invited can be uninvited", async () => {
  const fake = new FakeApp();
  fake.kiosk.pin = "482915";
  const clerk = fake.addPosition("Clerk");
  for (const [name, queue] of [
    ["Ada", true],
    ["Grace", false],
  ] as const) {
    fake.kiosk.invite(fake.addInterview(clerk, name).interview.id, queue);
  }
  const { user } = renderApp("/settings/kiosk", fake);
  const idle = await screen.findByTestId("kiosk-idle");
  await user.clear(idle);
  await user.type(idle, "10");
  await user.tab();
  expect(idle).toBeInvalid();
  await user.clear(idle);
  await user.type(idle, "90");
  await user.tab();
  await waitFor(() => expect(fake.kiosk.options.idle_seconds).toBe(90));
  await user.click(screen.getByTestId("kiosk-start-as"));
  await waitFor(() => expect(fake.kiosk.options.start_as_kiosk).toBe(true));
  await user.click(screen.getByTestId("kiosk-autostart"));
  await waitFor(() => expect(fake.kiosk.startsWithComputer).toBe(true));

  const rows = await screen.findAllByTestId("kiosk-invitation");
  expect(rows.map((row) => row.textContent)).toEqual([
    expect.stringMatching(/^Ada · Clerkin the queue, until/),
    expect.stringMatching(/^Grace · Clerkby code, until/),
  ]);
  await user.click(screen.getByRole("button", { name: "Take the invitation of Ada back" }));
  await waitFor(() => expect(screen.getAllByTestId("kiosk-invitation")).toHaveLength(1));
  expect(fake.kiosk.next()).toBeNull();
});
