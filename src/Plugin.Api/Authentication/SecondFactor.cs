using System.Globalization;
using System.Text;
using Plugin.Domain;
using Plugin.EventLog;
using Plugin.Grains;
using Plugin.Grains.Users;
using Plugin.Vault;

namespace Plugin.Api.Authentication;

/// <summary>The second factor of users, where the installation asks for one.</summary>
internal sealed class SecondFactor(IStore store, IGrains grains, ApiOptions options, TimeProvider clock, FillRandom random)
{
    private const string UsedPrefix = "second-factor-";

    public bool IsRequired => options.SecondFactor;

    public async Task<bool> IsSet(UserId user, CancellationToken cancellationToken) =>
        await store.Vault.Read(Keys.SecondFactor, user.ToString(), cancellationToken) is not null;

    /// <summary>Gives the user a new secret in place of the one with this mark.</summary>
    /// <returns>Null when it was replaced meanwhile.</returns>
    public async Task<EnrolledSecondFactor?> Enrol(
        CallContext by, UserId user, string account, string replaces, CancellationToken cancellationToken)
    {
        var secret = Totp.NewSecret(random);
        var answer = await grains.Ask(new SetSecondFactor(by, user, secret, replaces), cancellationToken);
        return answer.Refusal is null
            ? new EnrolledSecondFactor(Totp.Uri($"vantage6 ({options.ServerName})", account, secret), secret)
            : null;
    }

    /// <summary>True once for each code: who looked over a shoulder comes too late.</summary>
    public async Task<bool> Accepts(UserId user, string code, CancellationToken cancellationToken)
    {
        if (await store.Vault.Read(Keys.SecondFactor, user.ToString(), cancellationToken) is not { } secret
            || Totp.Step(Encoding.UTF8.GetString(secret.Span), code, clock.GetUtcNow()) is not { } step)
        {
            return false;
        }

        // One duty per step, held by one login: whoever comes second does not get it, on whichever silo. A code is good for at most 90
        // seconds, and a duty's name comes again after 150 at the least.
        var duty = string.Create(CultureInfo.InvariantCulture, $"{UsedPrefix}{user}-{step % 8}");
        var hold = await store.Live.Hold(duty, NewName(), TimeSpan.FromMinutes(2), cancellationToken);
        return hold.Held;
    }

    private string NewName()
    {
        Span<byte> name = stackalloc byte[8];
        random(name);
        return Convert.ToHexStringLower(name);
    }
}

internal sealed record EnrolledSecondFactor(string QrUri, string Secret);
