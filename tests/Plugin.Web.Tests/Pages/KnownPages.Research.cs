namespace Plugin.Web.Tests.Pages;

public static partial class KnownPages
{
    private static IReadOnlyList<KnownPage> Research =>
    [
        KnownPage.Plain("/tasks", Who.Researcher),
        KnownPage.Plain("/tasks/new", Who.Researcher),
        new("/tasks/:id", Who.Researcher, async installation => $"/tasks/{await installation.AnsweredTask()}"),
    ];
}
