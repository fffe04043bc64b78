namespace Plugin.Domain.Roles;

public static class RoleRefusals
{
    public static Refusal Missing { get; } = new(RefusalKind.Missing, "role.missing", "There is no such role.");

    public static Refusal Exists { get; } = new(RefusalKind.Conflict, "role.exists", "The role exists already.");

    public static Refusal ReservedName { get; } =
        new(RefusalKind.Invalid, "role.reserved_name", "A role needs a name, and not that of a default role.");

    public static Refusal UnknownRule { get; } =
        new(RefusalKind.Missing, "role.unknown_rule", "One of the rules does not exist.");

    public static Refusal NotInRole(int rule) =>
        new(RefusalKind.Missing, "role.not_in_role", $"Rule {rule} is not in the role.");

    public static Refusal BuiltIn { get; } =
        new(RefusalKind.Invalid, "role.built_in", "Default roles cannot be changed or deleted.");

    public static Refusal IsAssigned { get; } =
        new(RefusalKind.Conflict, "role.is_assigned",
            "The role is still assigned to users; take it from them first, or delete it with these assignments (delete_dependents).");
}
