using System.Diagnostics;
using Plugin.Testing.Running;

namespace Plugin.Testing;

/// <summary>A PostgreSQL of its own, in a folder, that can be stopped and started; for faults that would disturb everybody on a shared one.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private readonly string _folder;
    private readonly string _data;

    private PostgresServer(string folder)
    {
        (_folder, _data) = (folder, Path.Combine(folder, "pg"));
        Port = Ports.Lend();
    }

    public int Port { get; }

    public string ConnectionString => $"Host=127.0.0.1;Port={Port};Username=postgres;Database=postgres";

    /// <summary>Ready, its files in this folder, with small files of its own log so that little space is enough.</summary>
    public static async Task<PostgresServer> Start(string folder)
    {
        var server = new PostgresServer(folder);
        try
        {
            await server.Make();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    private async Task Make()
    {
        await AsOwner($"mkdir -p '{_folder}'; chmod 755 '{_folder}'; mkdir '{_data}'; chown postgres '{_data}'", asRoot: true);
        await AsOwner($"'{Bin}/initdb' -D '{_data}' -A trust -U postgres -E UTF8 --locale=C.UTF-8 --wal-segsize=1 -N");
        await File.AppendAllTextAsync(
            Path.Combine(_data, "postgresql.conf"),
            $"""

            listen_addresses = '127.0.0.1'
            port = {Port}
            unix_socket_directories = '{_data}'
            max_connections = 100
            shared_buffers = 32MB
            min_wal_size = 2MB
            max_wal_size = 8MB
            """);
        await Start();
    }

    public Task Start() => AsOwner($"'{Bin}/pg_ctl' -D '{_data}' -l '{_data}/server.log' -w start");

    /// <param name="mode">immediate: as if it had been killed; fast: connections are ended in order.</param>
    public Task Stop(string mode) => AsOwner($"'{Bin}/pg_ctl' -D '{_data}' -m {mode} -w stop");

    /// <summary>Whether it has a process, be it one that still recovers.</summary>
    public Task<bool> IsRunning() => Succeeds($"'{Bin}/pg_ctl' -D '{_data}' status");

    public async ValueTask DisposeAsync()
    {
        if (await IsRunning())
        {
            await Stop("immediate");
        }

        Directory.Delete(_folder, recursive: true);
    }

    private static string Bin { get; } = Directory.EnumerateDirectories("/usr/lib/postgresql").Order(StringComparer.Ordinal).Last() + "/bin";

    private static async Task AsOwner(string command, bool asRoot = false)
    {
        if (!await Succeeds(command, asRoot))
        {
            throw new InvalidOperationException($"This failed: {command}");
        }
    }

    // PostgreSQL refuses to run as root.
    private static async Task<bool> Succeeds(string command, bool asRoot = false)
    {
        var start = asRoot || Environment.UserName != "root"
            ? new ProcessStartInfo("/bin/sh", ["-c", command])
            : new ProcessStartInfo("su", ["postgres", "-s", "/bin/sh", "-c", command]);
        // The server it starts would keep a pipe open.
        start.ArgumentList[^1] += " >/dev/null";
        start.WorkingDirectory = "/";
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{command} did not start.");
        await process.WaitForExitAsync();
        return process.ExitCode == 0;
    }
}
