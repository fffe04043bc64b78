using System.Globalization;
using System.Text;
using Plugin.EventLog.Tests.Store;

namespace Plugin.EventLog.Tests.Faults.Writing;

/// <summary>
/// A silo that does nothing but append: <c>writer DATA|DATABASE seed silo authors appends</c>. Says on standard output what it tries and what it is
/// answered, a line with one write each, so that nothing said is lost when it is killed.
/// </summary>
internal static class WriterProgram
{
    public const string Ready = "ready";
    public const string Done = "done";

    public static async Task<int> Run(string[] args)
    {
        var numbers = args[1..].Select(a => int.Parse(a, CultureInfo.InvariantCulture)).ToArray();
        var location = args[0].Contains('=', StringComparison.Ordinal) ? StoreLocation.Of(null, args[0]) : StoreLocation.Of(args[0], null);
        await using var output = Console.OpenStandardOutput();
        var gate = new Lock();
        await using var store = await location.Open(new Shelf(), TimeProvider.System, CancellationToken.None);
        Say(Ready);
        await Authors.Run(store, numbers[0], numbers[1], numbers[2], numbers[3], Say, CancellationToken.None);
        Say(Done);
        return 0;

        void Say(string line)
        {
            var bytes = Encoding.UTF8.GetBytes(line + "\n");
            lock (gate)
            {
                output.Write(bytes);
            }
        }
    }
}
