using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Plugin.Cli.Terminal;
using Plugin.Contracts;
using Plugin.Contracts.Hub;
using Spectre.Console;

namespace Plugin.Cli;

/// <summary><c>plugin hub status</c>: the silos of a running hub, as they say of themselves.</summary>
internal static class HubCommand
{
    private static readonly JsonSerializerOptions Readable = new(WireJson.Options) { WriteIndented = true };

    public static Command Make()
    {
        var login = new HubLogin();
        var json = new Option<bool>("--json") { Description = "One JSON object." };
        var status = new Command("status", "The silos of a hub: state, version, load, lag, connected stations, duties. Ends with 1 when a silo is lost.")
        {
            login.Hub, login.User, json,
        };
        return new Command("hub", "A running hub.")
        {
            status.Does(async (arguments, cancellationToken) =>
            {
                var hub = await login.Connect(arguments).Status(cancellationToken);
                if (arguments.GetValue(json))
                {
                    Console.WriteLine(JsonSerializer.Serialize(hub, Readable));
                }
                else
                {
                    Tell(hub);
                }

                return hub.Silos.Any(silo => silo.State == SiloStates.Lost) ? 1 : 0;
            }),
        };
    }

    private static void Tell(HubStatus hub)
    {
        Console.WriteLine($"{hub.Origin} at position {hub.Head}; {Count(hub.Silos.Count, "silo")}, {Count(hub.Nodes, "station")} connected");
        var table = new Table().Border(TableBorder.Simple)
            .AddColumns("Silo", "State", "Address", "Version", "Started (UTC)", "Seen", "Lag", "Stations", "Requests", "per s", "CPU", "MB");
        foreach (var silo in hub.Silos)
        {
            string[] cells =
            [
                silo.Id, silo.State, silo.Address, silo.Version, silo.StartedAt.UtcDateTime.ToString("MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
                silo.SeenAt.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture), Number(silo.Lag), Number(silo.Nodes), Number(silo.Requests),
                Number(silo.RequestsPerSecond), Number(silo.Cpu), Number(silo.Memory >> 20),
            ];
            table.AddRow([.. cells.Select(cell => new Text(cell))]);
        }

        Consoles.Output.Write(table);
        foreach (var silo in hub.Silos.Where(silo => silo.Duties.Count > 0))
        {
            Console.WriteLine($"{silo.Id} does for all: {string.Join(", ", silo.Duties)}");
        }
    }

    private static string Count(int number, string thing) => $"{number} {thing}{(number == 1 ? "" : "s")}";

    private static string Number(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);
}
