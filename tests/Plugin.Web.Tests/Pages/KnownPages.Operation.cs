namespace Plugin.Web.Tests.Pages;

public static partial class KnownPages
{
    private static IReadOnlyList<KnownPage> Operation =>
    [
        KnownPage.Plain("/operate", Who.Root),
        KnownPage.Plain("/operate/log", Who.Root),
        KnownPage.Plain("/operate/retention", Who.Root),
    ];
}
