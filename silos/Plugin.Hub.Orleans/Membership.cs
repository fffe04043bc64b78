using System.Net.Sockets;
using Npgsql;

namespace Plugin.Hub.Orleans;

/// <summary>
/// The tables in which silos find each other, in a schema of their own beside the log's. They hold nothing that is missed: emptied while
/// no silo runs, they fill again. While this silo joins, those that give no sign of life are declared dead: Orleans waits for their answer.
/// </summary>
internal sealed partial class Membership(
    string database, OrleansSettings settings, IServiceProvider services, TimeProvider clock, ILogger<Membership> logger) : BackgroundService
{
    /// <summary>A living silo says so every <see cref="SignOfLife"/>.</summary>
    public static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(3);

    private const string Sql = "Plugin.Hub.Orleans.Sql.0001_membership.sql";

    // Told by its not moving, since the time in it is by a clock of another machine.
    private const string Alive = """
        select address, port, generation, alive_at from orleans.silos where cluster = @cluster and status = 3
        """;

    private const string Bury = """
        with buried as (
            update orleans.silos set status = 6
            where cluster = @cluster and address = @address and port = @port and generation = @generation and alive_at = @alive_at and status = 3
            returning cluster)
        update orleans.clusters set version = version + 1 where id in (select cluster from buried)
        """;

    /// <summary>With the schema in which Orleans looks for the names it knows.</summary>
    public static string Schema(string database) =>
        new NpgsqlConnectionStringBuilder(database) { SearchPath = "orleans", MaxPoolSize = 4, ApplicationName = "plugin-orleans" }.ConnectionString;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(typeof(Membership).Assembly.GetManifestResourceStream(Sql)!);
        await using var connection = await Open(cancellationToken);
        await using var command = new NpgsqlCommand(await reader.ReadToEndAsync(cancellationToken), connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(SignOfLife, clock);
        var seen = new Dictionary<Sign, long>();
        while (!Joined && await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await using var connection = await Open(stoppingToken);
                foreach (var sign in await Signs(connection, stoppingToken))
                {
                    if (seen.TryAdd(sign, clock.GetTimestamp()) || clock.GetElapsedTime(seen[sign]) < 3 * SignOfLife)
                    {
                        continue;
                    }

                    await using var bury = new NpgsqlCommand(Bury, connection);
                    bury.Parameters.AddWithValue("cluster", settings.Cluster);
                    bury.Parameters.AddWithValue("address", sign.Address);
                    bury.Parameters.AddWithValue("port", sign.Port);
                    bury.Parameters.AddWithValue("generation", sign.Generation);
                    bury.Parameters.AddWithValue("alive_at", sign.At);
                    await bury.ExecuteNonQueryAsync(stoppingToken);
                    Buried($"{sign.Address}:{sign.Port}");
                }
            }
            catch (Exception e) when (e is NpgsqlException or SocketException)
            {
                // The silo itself says that it cannot join without the database.
            }
        }
    }

    private bool Joined => services.GetRequiredService<ISiloStatusOracle>().CurrentStatus is not (SiloStatus.None or SiloStatus.Created or SiloStatus.Joining);

    private async Task<NpgsqlConnection> Open(CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(Schema(database));
        await connection.OpenAsync(cancellationToken);
        return connection;
    }

    private async Task<List<Sign>> Signs(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Alive, connection);
        command.Parameters.AddWithValue("cluster", settings.Cluster);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var signs = new List<Sign>();
        while (await rows.ReadAsync(cancellationToken))
        {
            signs.Add(new Sign(rows.GetString(0), rows.GetInt32(1), rows.GetInt32(2), rows.GetDateTime(3)));
        }

        return signs;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The silo at {Silo} has ended without a word and counts as dead")]
    private partial void Buried(string silo);

    private readonly record struct Sign(string Address, int Port, int Generation, DateTime At);
}
