using System.Text.Json;
using Plugin.Node.Configuration;

namespace Plugin.Node.Runtimes.Docker;

/// <summary>Which login goes with which image, and what a registry's no means.</summary>
internal static class RegistryLogins
{
    private static readonly string[] NoEntry =
        ["unauthorized", "authentication required", "no basic auth credentials", "denied", "invalid username/password", "incorrect username or password"];

    public static RegistryLogin? For(this IReadOnlyList<RegistryLogin> logins, ImageReference image) =>
        logins.FirstOrDefault(l => l.Address == image.Registry);

    /// <summary>The form in which the engine is told.</summary>
    public static string Header(RegistryLogin login) => Convert.ToBase64String(Body(login).Span).Replace('+', '-').Replace('/', '_');

    public static ReadOnlyMemory<byte> Body(RegistryLogin login) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        username = login.User,
        password = login.Password,
        serveraddress = login.Address == ImageReference.UsualRegistry ? "https://index.docker.io/v1/" : login.Address,
    });

    /// <summary>In words that name what the operator can change.</summary>
    public static string Reason(string message, ImageReference image, RegistryLogin? login) =>
        !NoEntry.Any(words => message.Contains(words, StringComparison.OrdinalIgnoreCase)) ? message
        : login is null ? $"the registry {image.Registry} asks for a login, and this station's configuration (runtime.registries) has none for it."
        : $"the registry {image.Registry} does not accept the login of this station (user '{login.User}').";
}
