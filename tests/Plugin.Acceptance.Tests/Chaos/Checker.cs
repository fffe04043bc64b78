using System.Text;
using System.Text.Json.Nodes;
using Plugin.Testing.Running;

namespace Plugin.Acceptance.Tests.Chaos;

/// <summary>Holds what was promised against the log, and against what each silo answers. Each finding is a sentence.</summary>
internal sealed class Checker(History history, IReadOnlyList<Order> orders, Federation federation)
{
    private const int Page = 100;
    private readonly List<string> _findings = [];

    /// <param name="readers">The researcher, at each silo by itself.</param>
    public async Task<IReadOnlyList<string>> Findings(IReadOnlyList<HubUser> readers)
    {
        _findings.AddRange(RunRules.Findings(history));
        await CheckOrders(readers[0]);
        foreach (var reader in readers)
        {
            await CheckResults(reader);
        }

        return _findings;
    }

    private async Task CheckOrders(HubUser reader)
    {
        var tasks = new List<JsonNode>();
        for (var page = 1; tasks.Count == Page * (page - 1); page++)
        {
            tasks.AddRange((await reader.Get($"task?per_page={Page}&page={page}&sort=id"))["data"]!.AsArray().Select(task => task!));
        }

        var runs = history.Runs.ToLookup(r => (int)r.Events[0].Facts["task"]!);
        var byName = tasks.ToLookup(task => (string)task["name"]!);
        foreach (var order in orders)
        {
            var there = byName[order.Name].Select(task => (int)task["id"]!).ToList();
            if (order.Task is { } accepted && !there.Contains(accepted))
            {
                _findings.Add($"The task {accepted} of {order.Name} was accepted and is not there.");
            }

            if (there.Count > order.Doubts + (order.Task is null ? 0 : 1))
            {
                _findings.Add($"There are {there.Count} tasks of {order.Name}, which was accepted {(order.Task is null ? "never" : "once")} and in doubt {order.Doubts} times.");
            }

            _findings.AddRange(there.Where(task => runs[task].Count() != order.Organisations.Count)
                .Select(task => $"Task {task} of {order.Name} has {runs[task].Count()} runs instead of {order.Organisations.Count}."));
        }
    }

    private async Task CheckResults(HubUser reader)
    {
        foreach (var order in orders.Where(o => o.End is not null))
        {
            var results = PatientResearcher.Of(await reader.Get($"result?task_id={order.Task}&per_page=100"));
            if (!results.SequenceEqual(order.Results))
            {
                _findings.Add($"The results of task {order.Task} were {string.Join(", ", order.Results)} and are {string.Join(", ", results)}.");
            }

            var milliseconds = order.Milliseconds * (order.Central ? federation.Organisations.Count : 1);
            var expected = Convert.ToBase64String(Encoding.UTF8.GetBytes($$"""{"milliseconds":{{milliseconds}}}"""));
            if (results.Any(result => result is { Length: > 0 } && result != expected) || (order.End == "completed" && results.Any(string.IsNullOrEmpty)))
            {
                _findings.Add($"Task {order.Task} ({order.End}) has the results {string.Join(", ", results)} where {expected} was right.");
            }
        }
    }
}
