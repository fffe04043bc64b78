using System.Text.Json.Serialization;

namespace Plugin.Contracts;

/// <summary>Signing in from a browser. The answer's cookie stands for the user wherever a token does; errors are problem details.</summary>
public sealed record SessionStart(string Username, string Password)
{
    /// <summary>Of the authenticator app, where the hub asks for one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? MfaCode { get; init; }
}

/// <summary>Who is signed in, if anybody, and what this hub can do.</summary>
/// <param name="User">Null: nobody is signed in.</param>
/// <param name="Csrf">What changing requests with the cookie carry in the header <c>X-CSRF</c>; null without a cookie.</param>
/// <param name="EndsAt">When the session ends however busy it is; null without a cookie.</param>
public sealed record SessionState(SignedInUser? User, string? Csrf, [property: JsonConverter(typeof(ZonedTime))] DateTimeOffset? EndsAt, HubFacts Hub);

/// <param name="Collaborations">Of the user's organization.</param>
/// <param name="Rules">All effective rules, those of the roles included.</param>
public sealed record SignedInUser(
    int Id, string Username, string Email, string? Firstname, string? Lastname, int OrganizationId, string? OrganizationName,
    IReadOnlyList<int> Collaborations, IReadOnlyList<HeldRole> Roles, IReadOnlyList<HeldRule> Rules);

public sealed record HeldRole(int Id, string Name);

/// <param name="Name">The kind of thing, such as <c>task</c>.</param>
/// <param name="Operation"><c>VIEW</c>, <c>EDIT</c>, <c>CREATE</c>, <c>DELETE</c>, <c>SEND</c>, <c>RECEIVE</c>.</param>
/// <param name="Scope"><c>OWN</c>, <c>ORGANIZATION</c>, <c>COLLABORATION</c>, <c>GLOBAL</c>.</param>
public sealed record HeldRule(int Id, string Name, string Operation, string Scope);

/// <param name="Version">Our own.</param>
/// <param name="Mail">The hub sends mail, so that accounts can be recovered by it.</param>
/// <param name="SecondFactor">Users sign in with a code besides the password.</param>
public sealed record HubFacts(string Name, string Version, bool Mail, bool SecondFactor, bool Blobstream);

/// <summary>A browser that somebody is signed in with.</summary>
/// <param name="Id">To end it by; it opens nothing.</param>
/// <param name="Agent">The browser in short, as it says of itself.</param>
/// <param name="UsedAt">To the minute.</param>
/// <param name="IsCurrent">The one that asks.</param>
public sealed record BrowserSession(
    string Id, int UserId, string Agent, [property: JsonConverter(typeof(ZonedTime))] DateTimeOffset MadeAt,
    [property: JsonConverter(typeof(ZonedTime))] DateTimeOffset UsedAt, [property: JsonConverter(typeof(ZonedTime))] DateTimeOffset EndsAt,
    bool IsCurrent);
