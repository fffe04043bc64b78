using System.CommandLine;
using Plugin.Cli.Terminal;

namespace Plugin.Cli.Demo;

/// <summary><c>plugin demo</c>: a hub, three hospitals, three questions, on this machine.</summary>
internal static class DemoCommand
{
    public static Command Make()
    {
        var runtime = new Option<string?>("--runtime") { Description = "How the stations run algorithms. Default: docker when an engine answers, else process." };
        runtime.AcceptOnlyFromAmong("docker", "process");
        var data = new Option<string?>("--data") { Description = "A folder for all data. Default: a temporary one. An earlier demo's folder is used again." };
        var database = new Option<string?>("--database") { Description = "A PostgreSQL database for the hub, as a connection string, instead of SQLite in the data folder." };
        var keep = new Option<bool>("--keep") { Description = "Leave hub and stations running, and write demo.json into the data folder." };
        var json = new Option<bool>("--json") { Description = "Print one JSON object instead of the report." };
        var command = new Command("demo", "Asks three hospitals three questions about 2 982 patients, without pooling them.") { runtime, data, database, keep, json };
        return command.Does(async (arguments, cancellationToken) =>
        {
            var options = new DemoOptions(
                RuntimeOf(arguments.GetValue(runtime)), arguments.GetValue(data), arguments.GetValue(database), arguments.GetValue(keep), arguments.GetValue(json));
            var isPrinted = !options.Json;
            var outcome = await new Demonstration(options, TimeProvider.System, new Progress(isPrinted ? Consoles.Output : Consoles.Errors)).Run(cancellationToken);
            if (isPrinted)
            {
                Report.Write(Consoles.Output, outcome);
            }
            else
            {
                Console.WriteLine(DemoJson.Of(outcome));
            }

            return outcome.Log.Verified ? 0 : 1;
        });
    }

    private static DemoRuntime? RuntimeOf(string? name) => name switch
    {
        null => null,
        "docker" => DemoRuntime.Docker,
        _ => DemoRuntime.Process,
    };
}
