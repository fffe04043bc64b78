using System.Text;
using System.Text.Json.Nodes;
using Plugin.Testing.Running;
using Plugin.Testing.Vantage6;

namespace Plugin.Acceptance.Tests.Chaos;

/// <summary>
/// Orders tasks, waits for their ends and reads their results by vantage6's Python client: a broken connection is tried again after a second, for as
/// long as it takes; any error is answered by a refresh of the token and one repetition.
/// </summary>
internal sealed class PatientResearcher(Uri hub, Federation federation, Random chance, int number) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private readonly PythonClient _client = new(hub);
    private readonly List<Order> _orders = [];

    public IReadOnlyList<Order> Orders => _orders;

    public void Dispose() => _client.Dispose();

    public async Task SignIn() => await _client.Authenticate("alice", Federation.Password);

    /// <param name="enough">No new orders from here on; those that were accepted are waited for.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task Work(CancellationToken enough, CancellationToken cancellationToken)
    {
        while (!enough.IsCancellationRequested)
        {
            var order = Next();
            _orders.Add(order);
            await Post(order, cancellationToken);
            if (chance.Next(8) == 0)
            {
                await Task.Delay(chance.Next(1500), cancellationToken);
                await Kill(order, cancellationToken);
            }

            await Await(order, cancellationToken);
        }
    }

    private Order Next()
    {
        var (central, count) = (chance.Next(10) == 0, chance.Next(1, federation.Organisations.Count + 1));
        var organisations = federation.Organisations.OrderBy(_ => chance.Next()).Take(central ? 1 : count).Order().ToList();
        return new Order($"order {number}-{_orders.Count}", 40 + (7 * number) + (31 * _orders.Count % 500), central, organisations);
    }

    private async Task Post(Order order, CancellationToken cancellationToken)
    {
        var input = new JsonObject
        {
            ["method"] = order.Central ? "wait_central" : "wait",
            ["kwargs"] = new JsonObject { ["milliseconds"] = order.Milliseconds },
        };
        var payload = Convert.ToBase64String(Encoding.UTF8.GetBytes(input.ToJsonString()));
        var answer = await Insist(
            () => _client.Request("POST", "task", new JsonObject
            {
                ["name"] = order.Name,
                ["image"] = Federation.Image,
                ["collaboration_id"] = federation.Collaboration,
                ["organizations"] = new JsonArray([.. order.Organisations.Select(id => new JsonObject { ["id"] = id, ["input"] = payload })]),
                ["databases"] = new JsonArray(),
            }),
            answer => answer["id"] is not null,
            () => order.Doubts++,
            cancellationToken);
        order.Task = (int)answer["id"]!;
    }

    private async Task Kill(Order order, CancellationToken cancellationToken)
    {
        await Insist(
            () => _client.Request("POST", "kill/task", new JsonObject { ["id"] = order.Task }),
            // 400: it has finished already, maybe by an earlier try.
            _ => _client.Exchanges[^1].Status is 200 or 400, static () => { }, cancellationToken);
        order.Killed = _client.Exchanges[^1].Status == 200;
    }

    private async Task Await(Order order, CancellationToken cancellationToken)
    {
        while (order.End is null)
        {
            var answer = await Insist(
                () => _client.Request("GET", $"task/{order.Task}/status"), answer => answer["status"] is not null, static () => { }, cancellationToken);
            if ((string)answer["status"]! is not ("pending" or "initializing" or "active") and var end)
            {
                order.End = end;
            }
            else
            {
                await Task.Delay(Look, cancellationToken);
            }
        }

        var results = await Insist(
            () => _client.Request("GET", "result", null, ("task_id", order.Task)), answer => answer["data"] is not null, static () => { }, cancellationToken);
        order.Results = Of(results);
    }

    /// <summary>The results of an answer, in the order of their runs.</summary>
    public static IReadOnlyList<string?> Of(JsonNode answer) =>
        [.. answer["data"]!.AsArray().OrderBy(result => (int)result!["id"]!).Select(result => (string?)result!["result"])];

    /// <summary>What the client does by itself, and what the person before it does when it gives up.</summary>
    private static async Task<JsonNode> Insist(Func<Task<JsonNode>> ask, Func<JsonNode, bool> isAnswer, Action broken, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                if (await ask() is var answer && isAnswer(answer))
                {
                    return answer;
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException)
            {
                broken();
            }
            catch (InvalidOperationException)
            {
                // Its token cannot be refreshed at the moment; the first answer was an error already.
            }

            await Task.Delay(Pause, cancellationToken);
        }
    }
}
