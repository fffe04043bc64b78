namespace Plugin.Contracts;

public sealed record Role(
    int Id, string Name, string? Description, bool IsDefaultRole, Link? Organization, string Rules, string Users) : IIdentified;

/// <param name="Operation"><c>VIEW</c>, <c>EDIT</c>, <c>CREATE</c>, <c>DELETE</c>, <c>SEND</c>, <c>RECEIVE</c>.</param>
/// <param name="Scope"><c>OWN</c>, <c>ORGANIZATION</c>, <c>COLLABORATION</c>, <c>GLOBAL</c>.</param>
public sealed record Rule(int Id, string Name, string Operation, string Scope, string Description, string Users) : IIdentified;
