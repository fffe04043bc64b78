using System.Text.Json;

namespace Plugin.Bench.Api;

/// <summary>Users who log in with their password: almost all of it is the hashing of the password, which is meant to cost.</summary>
internal static class Logins
{
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(2);

    public static async Task Run(ApiHub hub, Figures figures, CancellationToken cancellationToken)
    {
        var nobody = Enumerable.Range(0, Load.Clients.Max()).Select(_ => hub.Nobody()).ToArray();
        var login = JsonSerializer.SerializeToUtf8Bytes(new { username = Hospitals.NameOf(0), password = Hospitals.Password });
        figures.Set(hub.Figure("login"), await Load.Each(Slice, client => nobody[client].Post("token/user", login), cancellationToken));
    }
}
