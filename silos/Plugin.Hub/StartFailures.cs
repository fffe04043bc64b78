using System.Data.Common;
using System.Net.Sockets;
using Plugin.EventLog;
using Plugin.Vault.Blobs;

namespace Plugin.Hub;

/// <summary>What went wrong at the start, in one sentence for whoever started the hub.</summary>
public static class StartFailures
{
    /// <summary>Null for what nobody expected: that deserves its stack trace.</summary>
    public static string? Explain(Exception exception, HubSettings settings) => exception switch
    {
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } =>
            $"Another program listens at {settings.Urls} already; stop it or choose another port with --urls.",
        SocketException { SocketErrorCode: SocketError.AddressNotAvailable } =>
            $"No address of this machine is in {settings.Urls}; name one with --urls.",
        SocketException e => $"The hub cannot listen at {settings.Urls}: {e.Message}. Choose another address or port with --urls.",
        UnauthorizedAccessException => $"The hub may not use its folder: {exception.Message} Give the user that runs the hub the right to write there, or name another folder.",
        IOException => $"The hub cannot use its files or address: {exception.Message}",
        LogUnusableException or LogWentBackException => exception.Message,
        LogUnavailableException or DbException => $"The hub cannot reach its database: {exception.Message}",
        InvalidDataException or ContentStoreException => exception.Message,
        ArgumentException when settings.Location is Database => $"The connection string of --database is not valid: {exception.Message}",
        _ => null,
    };
}
