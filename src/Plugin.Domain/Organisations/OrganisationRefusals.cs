namespace Plugin.Domain.Organisations;

public static class OrganisationRefusals
{
    public static Refusal Missing { get; } =
        new(RefusalKind.Missing, "organisation.missing", "There is no such organisation.");

    public static Refusal Exists { get; } =
        new(RefusalKind.Conflict, "organisation.exists", "The organisation exists already.");

    public static Refusal HasDependents { get; } =
        new(RefusalKind.Conflict, "organisation.has_dependents",
            "The organisation still has runs, tasks, nodes, users or roles; delete them first, or with it (delete_dependents).");

    public static Refusal UnusableName { get; } =
        new(RefusalKind.Invalid, "organisation.unusable_name", EntityName.Rule);

    public static Refusal UnusableKey { get; } =
        new(RefusalKind.Invalid, "organisation.unusable_key", "A public key is the base64 text of a PEM file, or empty.");
}
