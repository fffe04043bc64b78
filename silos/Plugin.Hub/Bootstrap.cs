using Plugin.Api.Authentication;
using Plugin.Domain;
using Plugin.Domain.Access;
using Plugin.EventLog;
using Plugin.Grains;
using Plugin.Grains.Organisations;
using Plugin.Grains.Users;
using Plugin.Vault;

namespace Plugin.Hub;

/// <param name="GeneratedPassword">Null when root existed or its password was given.</param>
internal sealed record Bootstrapped(string? GeneratedPassword);

/// <summary>An empty hub gets organisation <c>root</c> and user <c>root</c>. Silos that start at once do it once: the names are unique.</summary>
internal static class Bootstrap
{
    private const string Name = "root";

    public static async Task<Bootstrapped> Root(
        IEventLog log, IGrains grains, Passwords passwords, FillRandom random, string? given, CancellationToken cancellationToken)
    {
        if (await log.OwnerOf(Keys.UserName, Name, cancellationToken) is not null)
        {
            return new Bootstrapped(null);
        }

        var by = new CallContext("operator:bootstrap");
        try
        {
            if (await log.OwnerOf(Keys.OrganisationName, Name, cancellationToken) is null)
            {
                await grains.Ask(new CreateOrganisation(by, Name, "", "", "", "", "", ""), cancellationToken);
            }

            var owner = await log.OwnerOf(Keys.OrganisationName, Name, cancellationToken);
            var organisation = new OrganisationId(int.Parse(owner!.AsSpan(owner!.IndexOf('-', StringComparison.Ordinal) + 1)));
            var password = given ?? NewPassword(random);
            await grains.Ask(
                new CreateUser(by, organisation, Name, "root@domain.ext", null, null, passwords.Hash(password), [Role.Root.Id], []),
                cancellationToken);
            return new Bootstrapped(given is null ? password : null);
        }
        catch (KeyTakenException)
        {
            // Another silo was first, and its root is the one.
            return new Bootstrapped(null);
        }
    }

    private static string NewPassword(FillRandom random)
    {
        Span<byte> bytes = stackalloc byte[15];
        random(bytes);
        // The suffix makes it fit the password policy, the rest is random.
        return Convert.ToBase64String(bytes).Replace('+', 'x').Replace('/', 'y') + "-1aA";
    }
}
