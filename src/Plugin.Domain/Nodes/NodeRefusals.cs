namespace Plugin.Domain.Nodes;

public static class NodeRefusals
{
    public static Refusal Missing { get; } = new(RefusalKind.Missing, "node.missing", "There is no such node.");

    public static Refusal Exists { get; } = new(RefusalKind.Conflict, "node.exists", "The node exists already.");

    public static Refusal UnusableName { get; } = new(RefusalKind.Invalid, "node.unusable_name", EntityName.Rule);

    public static Refusal OtherSigningKey { get; } = new(
        RefusalKind.Conflict, "node.other_signing_key",
        "The node is registered with another signing key. Put the station's former data folder back, or have an administrator release the signing key and start the station again.");

    public static Refusal SessionFenced { get; } =
        new(RefusalKind.Conflict, "session.fenced", "A newer agent with the same key has taken over; stop one of the two.");
}
