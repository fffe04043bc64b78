using Plugin.Domain.Access;
using Plugin.EventLog;
using Plugin.ReadModels.Tasks;
using Plugin.ReadModels.Users;
using Plugin.Testing;

namespace Plugin.ReadModels.Tests;

public sealed class A_list_on_PostgreSQL
{
    [Fact]
    public async Task Is_answered_at_once_when_the_database_has_come_back()
    {
        await using var database = await Scratch.Create();
        var seals = History.NewSeals();
        await using var store = await new Database(database.Value.ConnectionString).Open(new Projector(seals), TimeProvider.System, CancellationToken.None);
        await new History(store, seals).Begin();
        var tasks = new TaskQueries(store.Read, new ListMemory(TimeProvider.System));
        var users = new UserQueries(store.Read);
        await Ask();

        await database.Value.Close();
        await Assert.ThrowsAnyAsync<Exception>(Ask);
        await database.Value.Reopen();
        await Ask();

        // Connections that broke while nobody used them.
        await database.Value.Close();
        await database.Value.Reopen();
        await Ask();

        async Task Ask()
        {
            await tasks.List(
                Permissions.Visible(History.Researcher, Resource.Task), new TaskFilter(), new PageRequest(1, 10, []), CancellationToken.None);
            await users.Find(1, CancellationToken.None);
        }
    }

    private sealed record Scratch(PostgresDatabase Value) : IAsyncDisposable
    {
        public static async Task<Scratch> Create() => new(await PostgresDatabase.Create());

        public ValueTask DisposeAsync() => Value.DisposeAsync();
    }
}
