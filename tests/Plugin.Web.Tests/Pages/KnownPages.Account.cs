namespace Plugin.Web.Tests.Pages;

public static partial class KnownPages
{
    private static IReadOnlyList<KnownPage> Account =>
    [
        KnownPage.Plain("/sign-in", Who.Anyone),
        KnownPage.Plain("/lost-password", Who.Anyone),
        KnownPage.Plain("/recover", Who.Anyone),
        KnownPage.Plain("/invitation", Who.Anyone),
        KnownPage.Plain("/lost-second-factor", Who.Anyone),
        KnownPage.Plain("/recover-2fa", Who.Anyone),
        KnownPage.Plain("/", Who.Researcher),
        KnownPage.Plain("/account", Who.Researcher),
        KnownPage.Plain("/account/password", Who.Researcher),
        KnownPage.Plain("/account/sessions", Who.Researcher),
    ];
}
