/** Who of a collaboration comes and who goes. */
export function membershipChange(before: readonly number[], after: readonly number[]): { joining: number[]; leaving: number[] } {
  return { joining: after.filter((id) => !before.includes(id)), leaving: before.filter((id) => !after.includes(id)) };
}

/** The members that no node acts for. */
export function withoutNode<Member extends { readonly id: number }>(
  members: readonly Member[], nodes: readonly { readonly organization: { readonly id: number } }[],
): Member[] {
  return members.filter((member) => !nodes.some((node) => node.organization.id === member.id));
}

/** What is handed to whoever runs a station: one block for each node. */
export function keyFile(keys: readonly { node: string; organization: string; key: string }[], hub: string): string {
  return keys.map(({ node, organization, key }) => `# ${organization}: ${node}\nhub: ${hub}\napi_key: ${key}\n`).join('\n');
}
