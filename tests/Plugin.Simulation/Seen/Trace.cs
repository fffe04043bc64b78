using System.Runtime.CompilerServices;
using System.Text;
using Plugin.Simulation.Scheduling;

namespace Plugin.Simulation.Seen;

/// <summary>What happened, line by line, for people. Costs nothing while nobody reads it.</summary>
internal sealed class Trace(Simulator simulator, bool isRead)
{
    private readonly StringBuilder _text = new();

    public bool IsRead => isRead;

    public void Say([InterpolatedStringHandlerArgument("")] Line line)
    {
        if (isRead)
        {
            _text.Append($"{simulator.Elapsed.TotalSeconds,9:0.000}  ").Append(line.Text).Append('\n');
        }
    }

    public override string ToString() => _text.ToString();

    [InterpolatedStringHandler]
    internal readonly ref struct Line
    {
        private readonly StringBuilder? _text;

        public Line(int literal, int formatted, Trace trace, out bool isRead)
        {
            isRead = trace.IsRead;
            _text = isRead ? new StringBuilder(literal + formatted * 8) : null;
        }

        public string Text => _text?.ToString() ?? "";

        public void AppendLiteral(string text) => _text!.Append(text);

        public void AppendFormatted<T>(T value) => _text!.Append(value);
    }
}
