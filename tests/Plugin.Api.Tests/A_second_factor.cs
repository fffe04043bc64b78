using System.Globalization;
using System.Security.Cryptography;
using Plugin.Testing.Running;

namespace Plugin.Api.Tests;

public sealed class A_second_factor
{
    private const string Login = $$"""{"username":"root","password":"{{RunningHub.RootPassword}}"}""";

    [Fact]
    public async Task Is_set_up_at_the_first_login_and_asked_for_from_then_on()
    {
        await using var hub = await AccountHub.Start(secondFactor: true);
        var enrolment = await hub.Anyone.Post("token/user", Login);
        Assert.Equal(["qr_uri", "otp_secret", "msg"], enrolment.Body!.AsObject().Select(p => p.Key));
        var secret = enrolment.Text("otp_secret");
        Assert.Equal(32, secret.Length);
        Assert.Equal(
            $"otpauth://totp/vantage6%20%28Test%20hub%29:root?secret={secret}&issuer=vantage6%20%28Test%20hub%29", enrolment.Text("qr_uri"));

        var asked = await hub.Anyone.Post("token/user", Login);
        Assert.Equal((200, 200), (enrolment.Status, asked.Status));
        Assert.Equal(["msg"], asked.Body!.AsObject().Select(p => p.Key));
        Assert.Equal(200, (await WithCode(hub, $"\"{CodeOf(secret, hub.Clock.GetUtcNow())}\"")).Status);
    }

    [Fact]
    public async Task Is_good_once()
    {
        await using var hub = await AccountHub.Start(secondFactor: true);
        var secret = (await hub.Anyone.Post("token/user", Login)).Text("otp_secret");
        var code = CodeOf(secret, hub.Clock.GetUtcNow());
        await WithCode(hub, $"\"{code}\"");

        Assert.Equal(401, (await WithCode(hub, $"\"{code}\"")).Status);
        hub.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(200, (await WithCode(hub, $"\"{CodeOf(secret, hub.Clock.GetUtcNow())}\"")).Status);
    }

    [Fact]
    public async Task May_come_as_a_number_and_from_a_clock_that_is_one_step_off()
    {
        await using var hub = await AccountHub.Start(secondFactor: true);
        var secret = (await hub.Anyone.Post("token/user", Login)).Text("otp_secret");
        var early = CodeOf(secret, hub.Clock.GetUtcNow() - TimeSpan.FromSeconds(30));
        var late = CodeOf(secret, hub.Clock.GetUtcNow() + TimeSpan.FromSeconds(30));
        var tooLate = CodeOf(secret, hub.Clock.GetUtcNow() + TimeSpan.FromSeconds(60));

        Assert.Equal(200, (await WithCode(hub, int.Parse(early, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture))).Status);
        Assert.Equal(200, (await WithCode(hub, $"\"{late}\"")).Status);
        Assert.Equal(401, (await WithCode(hub, $"\"{tooLate}\"")).Status);
    }

    [Fact]
    public async Task Locks_the_account_when_it_is_guessed()
    {
        await using var hub = await AccountHub.Start(secondFactor: true);
        var secret = (await hub.Anyone.Post("token/user", Login)).Text("otp_secret");
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(401, (await WithCode(hub, "\"0\"")).Status);
        }

        Assert.Equal(401, (await WithCode(hub, $"\"{CodeOf(secret, hub.Clock.GetUtcNow())}\"")).Status);
    }

    [Fact]
    public async Task Is_set_up_anew_with_a_token_from_a_mail_that_works_once()
    {
        await using var hub = await AccountHub.Start(secondFactor: true);
        var old = (await hub.Anyone.Post("token/user", Login)).Text("otp_secret");
        Assert.Equal(401, (await hub.Anyone.Post("recover/2fa/lost", """{"username":"root","email":null,"password":"wrong"}""")).Status);
        var lost = await hub.Anyone.Post(
            "recover/2fa/lost", $$"""{"username":null,"email":"root@domain.ext","password":"{{RunningHub.RootPassword}}"}""");
        Assert.Equal(200, lost.Status);
        var mail = await hub.Mails.Next(Eventually.Patience);
        var token = mail.Text.Split('\n').Single(line => line.StartsWith("eyJ", StringComparison.Ordinal)).Trim();

        var renewed = await hub.Anyone.Post("recover/2fa/reset", $$"""{"reset_token":"{{token}}"}""");

        Assert.Equal(["qr_uri", "otp_secret", "msg"], renewed.Body!.AsObject().Select(p => p.Key));
        Assert.Equal(401, (await WithCode(hub, $"\"{CodeOf(old, hub.Clock.GetUtcNow())}\"")).Status);
        Assert.Equal(200, (await WithCode(hub, $"\"{CodeOf(renewed.Text("otp_secret"), hub.Clock.GetUtcNow())}\"")).Status);
        Assert.Equal(400, (await hub.Anyone.Post("recover/2fa/reset", $$"""{"reset_token":"{{token}}"}""")).Status);
    }

    private static Task<Answer> WithCode(AccountHub hub, string code) => hub.Anyone.Post(
        "token/user", $$"""{"username":"root","password":"{{RunningHub.RootPassword}}","mfa_code":{{code}}}""");

    // What an authenticator app shows, written down a second time from RFC 6238 and RFC 4226.
    internal static string CodeOf(string secret, DateTimeOffset at)
    {
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        var bits = string.Concat(secret.Select(letter => Convert.ToString(alphabet.IndexOf(letter, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        var key = Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2)).ToArray();
        var step = BitConverter.GetBytes(at.ToUnixTimeSeconds() / 30).Reverse().ToArray();
#pragma warning disable CA5350 // The algorithm is the standard's.
        var hash = HMACSHA1.HashData(key, step);
#pragma warning restore CA5350
        var offset = hash[19] & 15;
        var number = ((hash[offset] & 127) << 24 | hash[offset + 1] << 16 | hash[offset + 2] << 8 | hash[offset + 3]) % 1_000_000;
        return number.ToString("D6", CultureInfo.InvariantCulture);
    }
}
