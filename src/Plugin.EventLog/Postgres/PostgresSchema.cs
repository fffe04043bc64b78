using System.Security.Authentication;
using System.Security.Cryptography;
using Npgsql;
using Plugin.EventLog.Entries;
using Plugin.EventLog.Sql;

namespace Plugin.EventLog.Postgres;

/// <summary>Brings the database's schema up to date, or says why this database cannot be used.</summary>
internal static class PostgresSchema
{
    // The first that knows merge.
    private const int OldestServer = 150_000;

    private const string Facts = """
        select current_database(),
            pg_encoding_to_char(d.encoding),
            to_regclass('log.schema_steps') is not null,
            exists (select from pg_namespace where nspname in ('log', 'vault', 'live', 'read')),
            current_setting('server_version_num')::integer, current_setting('server_version')
        from pg_database d where d.datname = current_database()
        """;

    // The first that knows of steps that others may serve beside.
    private const int FirstBeside = 5;

    private static IReadOnlyList<SchemaStep> Known { get; } = SchemaStep.Of("postgres");

    /// <param name="apply">False: only look; a database that is not up to date is refused.</param>
    public static Task<LogOrigin> Open(NpgsqlDataSource source, bool apply, CancellationToken cancellationToken) =>
        Open(source, Known, apply, cancellationToken);

    /// <param name="steps">All that this version knows.</param>
    internal static async Task<LogOrigin> Open(
        NpgsqlDataSource source, IReadOnlyList<SchemaStep> steps, bool apply, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await source.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            if (apply)
            {
                // A standby is found out now, and not at the first append.
                if ((bool)(await connection.Scalar("select current_setting('transaction_read_only')::boolean", [], cancellationToken))!)
                {
                    throw new LogUnusableException($"The database may only be read. {Advice(PostgresErrorCodes.ReadOnlySqlTransaction)}");
                }

                // Silos that start together wait here for the first.
                await connection.Run("select pg_advisory_xact_lock(1347179848)", [], cancellationToken);
            }

            var (name, applied) = await Inspect(connection, steps, cancellationToken);
            if (apply)
            {
                await Apply(connection, name, steps, applied, cancellationToken);
            }
            else if (applied < steps[^1].Number)
            {
                throw new LogUnusableException(applied == 0
                    ? $"The database {name} holds no log yet. Name the database of a hub that was started once."
                    : $"The database {name} was written by an older version of PLUGIN (schema {applied}). Start the hub once: it brings it up to date.");
            }

            await CheckTables(connection, name, steps, cancellationToken);
            var origin = await Origin(connection, name, cancellationToken);
            if (apply)
            {
                await CheckLastEvent(connection, name, cancellationToken);
            }

            await transaction.CommitAsync(cancellationToken);
            return origin;
        }
        catch (PostgresException e) when (!e.IsOutage() || e.SqlState is ['2' or '3', ..])
        {
            throw new LogUnusableException($"The database cannot be used: {e.MessageText} ({e.SqlState}). {Advice(e.SqlState)}", e);
        }
        catch (NpgsqlException e)
        {
            throw new LogUnavailableException(
                e.InnerException is AuthenticationException or CryptographicException or FileNotFoundException
                    ? $"The database's certificate is not accepted. {PostgresErrors.Reason(e)} Check its dates and its name, and SSL Mode and Root Certificate in the connection string."
                    : $"No database answers: {PostgresErrors.Reason(e)} Check host, port and SSL Mode in the connection string, and that PostgreSQL is running there.",
                e);
        }
    }

    private static async Task<(string Name, int Applied)> Inspect(
        NpgsqlConnection connection, IReadOnlyList<SchemaStep> steps, CancellationToken cancellationToken)
    {
        string name;
        bool ours;
        await using (var command = connection.Command(Facts))
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            await reader.ReadAsync(cancellationToken);
            (name, ours) = (reader.GetString(0), reader.GetBoolean(2));
            if (reader.GetInt32(4) < OldestServer)
            {
                throw new LogUnusableException(
                    $"The database {name} is on PostgreSQL {reader.GetString(5)}; the log needs {OldestServer / 10_000} or newer. Upgrade the server.");
            }

            if (reader.GetString(1) is var encoding && encoding != "UTF8")
            {
                throw new LogUnusableException($"The database {name} stores text as {encoding}; the log needs UTF8. Create it with encoding 'UTF8'.");
            }

            if (!ours && reader.GetBoolean(3))
            {
                throw new LogUnusableException(
                    $"The database {name} has a schema log, vault, live or read that PLUGIN did not make. Use an empty database.");
            }
        }

        var applied = ours ? (int)(await connection.Scalar("select coalesce(max(number), 0) from log.schema_steps", [], cancellationToken))! : 0;
        return applied <= steps[^1].Number || await Beside(connection, steps[^1].Number, cancellationToken) <= steps[^1].Number
            ? (name, applied)
            : throw new LogUnusableException(
                $"The database {name} was written by a newer version of PLUGIN (schema {applied}, this one knows {steps[^1].Number}). Start that version.");
    }

    // What a newer silo has changed says itself who may go on beside it.
    private static async Task<int> Beside(NpgsqlConnection connection, int known, CancellationToken cancellationToken) =>
        (int)(await connection.Scalar("select max(coalesce(beside, number)) from log.schema_steps where number > $1", [known], cancellationToken))!;

    private static async Task Apply(
        NpgsqlConnection connection, string name, IReadOnlyList<SchemaStep> steps, int applied, CancellationToken cancellationToken)
    {
        if (applied == 0)
        {
            await connection.Run(
                """
                create schema log;
                create schema vault;
                create schema live;
                create schema read;
                create table log.schema_steps (
                    number integer not null,
                    applied_at timestamptz not null default now(),
                    constraint schema_steps_number primary key (number)
                );
                """,
                [],
                cancellationToken);
        }

        var missing = steps.Where(s => s.Number > applied).ToList();
        if (applied > 0 && missing.Any(step => step.Beside > applied) && !await ServingLock.IsAloneInTransaction(connection, cancellationToken))
        {
            throw new LogUnusableException(
                $"Silos of an older version serve the database {name}, and cannot go on with the schema of this one. Stop all of them, then start this version.");
        }

        foreach (var step in missing)
        {
            await connection.Run(step.Script, [], cancellationToken);
            await (step.Number < FirstBeside
                ? connection.Run("insert into log.schema_steps (number) values ($1)", [step.Number], cancellationToken)
                : connection.Run("insert into log.schema_steps (number, beside) values ($1, $2)", [step.Number, step.Beside], cancellationToken));
        }

        if (applied == 0)
        {
            var hub = new byte[16];
            RandomNumberGenerator.Fill(hub);
            await connection.Run("insert into log.origin (hub, generation) values ($1, 1)", [new Guid(hub)], cancellationToken);
        }
    }

    private static async Task CheckTables(
        NpgsqlConnection connection, string name, IReadOnlyList<SchemaStep> steps, CancellationToken cancellationToken)
    {
        var missing = await connection.Scalar(
            "select min(t) from unnest($1::text[]) as t where to_regclass(t) is null", [SchemaStep.Tables(steps).ToArray()], cancellationToken);
        if (missing is string table)
        {
            throw Damaged(name, $"it has no table {table}");
        }
    }

    private static async Task<LogOrigin> Origin(NpgsqlConnection connection, string name, CancellationToken cancellationToken)
    {
        await using var command = connection.Command("select hub, generation from log.origin");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new LogOrigin(reader.GetGuid(0), reader.GetInt32(1))
            : throw Damaged(name, "its origin is missing");
    }

    // Cheap at any size; `plugin log verify` checks the rest.
    private static async Task CheckLastEvent(NpgsqlConnection connection, string name, CancellationToken cancellationToken)
    {
        await using var command = connection.Command($"{PostgresLog.SelectEvents} order by position desc limit 1");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (await reader.ReadAsync(cancellationToken)
            && PostgresLog.Event(reader) is var last && !Entry.Leaf(last).AsSpan().SequenceEqual(last.Leaf.Span))
        {
            throw Damaged(name, $"the event at position {last.Position} does not match its hash");
        }
    }

    private static string Advice(string state) => state switch
    {
        PostgresErrorCodes.InvalidCatalogName => "Create it (create database … encoding 'UTF8'), or name another one in the connection string.",
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
            "Check user name and password in the connection string, and who may connect from here (pg_hba.conf).",
        PostgresErrorCodes.InsufficientPrivilege =>
            "The role must own the schemas log, vault, live and read, or be allowed to create them in this database.",
        PostgresErrorCodes.ReadOnlySqlTransaction => "The hub writes: name the primary server, not a standby, and a role whose transactions may write.",
        _ => "Check the connection string and the database's own log; `plugin log verify` shows what can be read.",
    };

    private static LogUnusableException Damaged(string name, string how) =>
        new($"The database {name} is damaged: {how}. Restore it from a backup; `plugin log verify` shows what can be read.");
}
