using System.Diagnostics;
using Npgsql;

namespace Plugin.EventLog.Postgres;

/// <summary>The ways the engine connects: to append, to follow, to read the read tables, to list them, and for everything else.</summary>
internal sealed class PostgresSources : IAsyncDisposable
{
    // A silo that freezes while it holds the log's lock loses its session, and with it the lock, before others give up waiting. The
    // writer's statements are all look-ups by key, so a plan made while a table was small or unknown must not scan. Waiting for the lock
    // ends before the statement that waits does: the two need different answers.
    private const string Appending = """
        -c synchronous_commit=on -c idle_in_transaction_session_timeout=2000 -c statement_timeout=5000 -c lock_timeout=4000
        -c tcp_user_timeout=3000 -c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_bitmapscan=off -c enable_hashjoin=off
        -c enable_mergejoin=off -c jit=off
        """;

    // What live holds matters only once an append uses it, and that append flushes what came before it. All is asked by key or in the order
    // of one, so here too a plan made while the log was short must not scan: every silo would read the whole of it for each batch of another.
    private const string General = "-c synchronous_commit=off -c enable_seqscan=off -c jit=off";
    private const string Reading = "-c search_path=read -c default_transaction_read_only=on -c jit=off";

    // The same list is short for one value and long for another, and a plan made for all of them walks the table for the rare one.
    private const string Listing = $"{Reading} -c plan_cache_mode=force_custom_plan";

    public PostgresSources(string connectionString)
    {
        Writer = Source(connectionString, "log writer", Appending, maxPool: 4, writeBuffer: 64 * 1024);
        Any = Source(connectionString, "store", General, maxPool: 32);
        Read = Source(connectionString, "read", Reading, maxPool: 32);
        Lists = Source(connectionString, "lists", Listing, maxPool: 16);
    }

    public NpgsqlDataSource Writer { get; }
    public NpgsqlDataSource Any { get; }
    public NpgsqlDataSource Read { get; }
    public NpgsqlDataSource Lists { get; }

    public async ValueTask DisposeAsync()
    {
        await Writer.DisposeAsync();
        await Any.DisposeAsync();
        await Read.DisposeAsync();
        await Lists.DisposeAsync();
    }

    private static NpgsqlDataSource Source(string connectionString, string purpose, string options, int maxPool, int writeBuffer = 8192)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        settings.ApplicationName = $"{settings.ApplicationName ?? "plugin"} {purpose}";
        settings.Options = $"{settings.Options} {options.ReplaceLineEndings(" ")}".Trim();
        settings.NoResetOnClose = true;
        settings.MaxAutoPrepare = 200;
        settings.AutoPrepareMinUsages = 2;
        settings.MaxPoolSize = maxPool;
        // A batch of appends is half a megabyte: each filling of the buffer is a call of the system.
        settings.WriteBufferSize = writeBuffer;
        settings.Timeout = 5;
        settings.CommandTimeout = 30;
        settings.Enlist = false;
        var source = new NpgsqlDataSourceBuilder(settings.ToString()) { Name = $"plugin {purpose}" };
        // What the follower and the duties ask all day belongs to nobody's trace.
        source.ConfigureTracing(tracing => tracing
            .ConfigureCommandFilter(_ => Activity.Current is not null)
            .ConfigureBatchFilter(_ => Activity.Current is not null)
            .EnablePhysicalOpenTracing(false));
        return source.Build();
    }
}
