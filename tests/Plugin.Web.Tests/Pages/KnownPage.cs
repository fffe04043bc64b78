using Plugin.Web.Tests.Running;

namespace Plugin.Web.Tests.Pages;

/// <summary>Whose eyes see a page.</summary>
public enum Who
{
    Anyone,
    Researcher,
    Root,
}

/// <param name="Route">As the page's router has it, such as <c>/tasks/:id</c>.</param>
/// <param name="Path">An address of it at this installation.</param>
public sealed record KnownPage(string Route, Who Who, Func<Installation, Task<string>> Path)
{
    /// <summary>For its screenshots.</summary>
    public string Name => Route == "/" ? "home" : Route.Trim('/').Replace('/', '-').Replace(":", "", StringComparison.Ordinal);

    /// <summary>A page whose address has no parts to fill in.</summary>
    public static KnownPage Plain(string route, Who who) => new(route, who, _ => Task.FromResult(route));
}
