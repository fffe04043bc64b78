using System.Globalization;
using Plugin.Domain.Users;

namespace Plugin.Api.Authentication;

/// <summary>
/// What mails about an account say. Each says it in English and in Dutch, since the hub does not know which its reader prefers; what both speak of
/// (a link, a token) stands once, below them.
/// </summary>
internal sealed class MailTexts(ApiOptions options)
{
    private static readonly string[] DutchMonths =
        ["januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"];

    private string Hub => options.ServerName;

    private string Minutes => options.RecoveryTokenLifetime.TotalMinutes.ToString("0", CultureInfo.InvariantCulture);

    public MailText Invitation(string userName, DateTimeOffset until) => new(
        $"You are invited to {Hub}",
        $"""
        You have an account at {Hub}. Your user name is {userName}.

        Follow the link below to choose your password. It works once, until {English(until)}. If you expect no such mail, there is nothing to do.
        """,
        "U bent uitgenodigd",
        $"""
        U hebt een account bij {Hub}. Uw gebruikersnaam is {userName}.

        Volg de link hieronder om uw wachtwoord te kiezen. Hij werkt één keer, tot {Dutch(until)}. Verwacht u zo'n mail niet, dan hoeft u niets te doen.
        """);

    /// <summary>An administrator has it sent.</summary>
    public MailText Recovery(RecoveredCredential credential) => new(
        credential == RecoveredCredential.Password ? "Set a new password" : "Set up two-factor authentication anew",
        $"""
        An administrator of {Hub} has this mail sent to you.

        Follow the link below, which works once and for {Minutes} minutes. If you did not ask for it, tell your administrator: nothing changes unless the
        link is followed.
        """,
        credential == RecoveredCredential.Password ? "Stel een nieuw wachtwoord in" : "Stel tweestapsverificatie opnieuw in",
        $"""
        Een beheerder van {Hub} laat u deze mail sturen.

        Volg de link hieronder, die één keer werkt en {Minutes} minuten geldig is. Hebt u er niet om gevraagd, laat het uw beheerder weten: er verandert niets
        zolang niemand de link volgt.
        """);

    public MailText PasswordRecovery() => new(
        "Set a new password",
        $"""
        Somebody, hopefully you, asked for a new password for your account.

        Your recovery token stands below, good for {Minutes} minutes and for one use. If it was not you, there is nothing to do: your password stays as it is.
        """,
        "Stel een nieuw wachtwoord in",
        $"""
        Iemand, hopelijk u, heeft om een nieuw wachtwoord voor uw account gevraagd.

        Uw hersteltoken staat hieronder; het is {Minutes} minuten geldig, voor één keer. Was u het niet, dan hoeft u niets te doen: uw wachtwoord blijft zoals het is.
        """);

    public MailText SecondFactorRecovery() => new(
        "Set up two-factor authentication anew",
        $"""
        Somebody who knows your password, hopefully you, asked to set up two-factor authentication anew.

        Your recovery token stands below, good for {Minutes} minutes and for one use. If it was not you, change your password now.
        """,
        "Stel tweestapsverificatie opnieuw in",
        $"""
        Iemand die uw wachtwoord kent, hopelijk u, heeft gevraagd om tweestapsverificatie opnieuw in te stellen.

        Uw hersteltoken staat hieronder; het is {Minutes} minuten geldig, voor één keer. Was u het niet, verander dan nu uw wachtwoord.
        """);

    /// <summary>In the place of a token, to an address that is too new for one.</summary>
    public static MailText TooEarly(DateTimeOffset until) => new(
        "Not yet: your address is new",
        $"""
        Somebody, hopefully you, asked for help to get into your account. Its e-mail address was changed less than a day ago, so that no mail helps into it
        until {English(until)}. Ask again then.
        """,
        "Nog niet: uw adres is nieuw",
        $"""
        Iemand, hopelijk u, heeft om hulp gevraagd om in uw account te komen. Het e-mailadres ervan is minder dan een dag geleden veranderd, zodat tot
        {Dutch(until)} geen mail daarbij helpt. Vraag het daarna opnieuw.
        """);

    /// <summary>To the address that was.</summary>
    /// <param name="until">When the new one may help into the account.</param>
    public MailText AddressChanged(string userName, bool byOwner, DateTimeOffset until) => new(
        "Your address was changed",
        $"""
        The e-mail address of your account {userName} at {Hub} was changed {(byOwner ? "by somebody who was signed in as you" : "by an administrator")}. Mails
        go to the new one from now on; this is the last to you here.

        If you know of it, there is nothing to do. If not, sign in (your password is what it was), change the address back and choose another password, or tell
        your administrator, before {English(until)}: from then on whoever reads mails at the new address can set a new password.
        """,
        "Uw adres is veranderd",
        $"""
        Het e-mailadres van uw account {userName} bij {Hub} is veranderd {(byOwner ? "door iemand die als u was aangemeld" : "door een beheerder")}. Mails gaan
        voortaan naar het nieuwe; dit is de laatste aan u hier.

        Weet u ervan, dan hoeft u niets te doen. Zo niet, meld u dan aan (uw wachtwoord is wat het was), zet het adres terug en kies een ander wachtwoord, of
        laat het uw beheerder weten, vóór {Dutch(until)}: daarna kan wie de mail op het nieuwe adres leest een nieuw wachtwoord instellen.
        """);

    public MailText LockedOut() => new(
        "Your account is locked for a while",
        $"""
        There were {options.MaxFailedLogins} or more failed attempts in a row to log in to your account, and there are still more.
        It is locked until nobody has tried for {options.LockoutTime.TotalMinutes:0} minutes.

        If it was not you, somebody may be guessing your password: tell your administrator.
        """,
        "Uw account is een tijd gesloten",
        $"""
        Er waren {options.MaxFailedLogins} of meer mislukte pogingen achter elkaar om u aan te melden, en het gaat door.
        Uw account is gesloten totdat {options.LockoutTime.TotalMinutes:0} minuten lang niemand het heeft geprobeerd.

        Was u het niet, dan raadt misschien iemand naar uw wachtwoord: laat het uw beheerder weten.
        """);

    private static string English(DateTimeOffset time) => time.UtcDateTime.ToString("d MMMM yyyy HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static string Dutch(DateTimeOffset time) =>
        string.Create(CultureInfo.InvariantCulture, $"{time.UtcDateTime:%d} {DutchMonths[time.UtcDateTime.Month - 1]} {time.UtcDateTime:yyyy HH:mm} UTC");
}

/// <summary>The same in both languages.</summary>
internal sealed record MailText(string EnglishSubject, string English, string DutchSubject, string Dutch);
