namespace Plugin.Domain.Access;

/// <summary>A permission: one operation on one kind of thing, as far as its scope reaches.</summary>
/// <param name="Id">Part of the wire protocol and of every event's metadata: it never changes its meaning.</param>
public sealed record Rule(int Id, Resource Resource, Operation Operation, Scope Scope)
{
    public static ValueList<Rule> All => RuleTable.Rules;

    public static bool Exists(int id) => id >= 1 && id <= All.Count;

    public static Rule Of(int id) => Exists(id)
        ? All[id - 1]
        : throw new ArgumentOutOfRangeException(nameof(id), id, "There is no rule of that id.");
}

public enum Resource
{
    Node,
    Collaboration,
    Organisation,
    Task,
    Run,
    User,
    Role,
    Port,
    Event,
    Study,
}

public enum Operation
{
    View,
    Create,
    Edit,
    Delete,
    Send,
    Receive,
}

/// <summary>From narrow to wide; the order is meant.</summary>
public enum Scope
{
    Own,
    Organisation,
    Collaboration,
    Global,
}
