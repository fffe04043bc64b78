namespace Plugin.Web.Tests.Pages;

public static partial class KnownPages
{
    private static IReadOnlyList<KnownPage> Audit =>
    [
        KnownPage.Plain("/audit/history", Who.Root),
        new("/audit/tasks/:id", Who.Root, async installation => $"/audit/tasks/{await installation.AnsweredTask()}"),
        KnownPage.Plain("/audit/log", Who.Root),
        KnownPage.Plain("/audit/readers", Who.Root),
        KnownPage.Plain("/audit/past", Who.Root),
        KnownPage.Plain("/audit/export", Who.Root),
    ];
}
