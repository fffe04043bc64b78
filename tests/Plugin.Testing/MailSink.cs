using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;

namespace Plugin.Testing;

/// <summary>A mail server (RFC 5321, as much as a sender needs) that keeps what it is given. It may be told to refuse at first.</summary>
public sealed class MailSink : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<ReceivedMail> _mails = Channel.CreateUnbounded<ReceivedMail>();
    private readonly Task _serving;

    public MailSink()
    {
        _listener.Start();
        _serving = Serve();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many more mails are refused with a temporary error.</summary>
    public int Refusing { get; set; }

    /// <summary>How many mails were taken and not read yet.</summary>
    public int Waiting => _mails.Reader.Count;

    /// <summary>The next mail.</summary>
    /// <exception cref="TimeoutException">None came.</exception>
    public async Task<ReceivedMail> Next(TimeSpan patience)
    {
        using var timeout = new CancellationTokenSource(patience);
        try
        {
            return await _mails.Reader.ReadAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"No mail arrived within {patience.TotalSeconds} s.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _serving;
        _stop.Dispose();
    }

    private async Task Serve()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                await Talk(client.GetStream());
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task Talk(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8);
        await using var writer = new StreamWriter(stream, new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true };
        var recipient = "";
        try
        {
            await writer.WriteLineAsync("220 sink");
            while (await reader.ReadLineAsync(_stop.Token) is { } line)
            {
                switch (line.ToUpperInvariant())
                {
                    case var hello when hello.StartsWith("EHLO", StringComparison.Ordinal) || hello.StartsWith("HELO", StringComparison.Ordinal):
                        await writer.WriteLineAsync("250 sink");
                        break;
                    case var mail when mail.StartsWith("MAIL FROM", StringComparison.Ordinal) && Refusing > 0:
                        Refusing--;
                        await writer.WriteLineAsync("451 try later");
                        break;
                    case var to when to.StartsWith("RCPT TO", StringComparison.Ordinal):
                        recipient = line[(line.IndexOf('<', StringComparison.Ordinal) + 1)..line.IndexOf('>', StringComparison.Ordinal)];
                        await writer.WriteLineAsync("250 ok");
                        break;
                    case "DATA":
                        await writer.WriteLineAsync("354 go on");
                        _mails.Writer.TryWrite(await Read(reader, recipient, _stop.Token));
                        await writer.WriteLineAsync("250 ok");
                        break;
                    case "QUIT":
                        await writer.WriteLineAsync("221 bye");
                        return;
                    default:
                        await writer.WriteLineAsync("250 ok");
                        break;
                }
            }
        }
        catch (IOException)
        {
            // The sender went away.
        }
    }

    private static async Task<ReceivedMail> Read(StreamReader reader, string recipient, CancellationToken cancellationToken)
    {
        var headers = new List<string>();
        var body = new StringBuilder();
        var inBody = false;
        while (await reader.ReadLineAsync(cancellationToken) is { } line && line != ".")
        {
            if (!inBody && line.Length == 0)
            {
                inBody = true;
            }
            else if (inBody)
            {
                body.Append(line.StartsWith("..", StringComparison.Ordinal) ? line[1..] : line).Append('\n');
            }
            else
            {
                headers.Add(line);
            }
        }

        var text = headers.Exists(header => header.Contains("quoted-printable", StringComparison.OrdinalIgnoreCase))
            ? Unquote(body.ToString())
            : headers.Exists(header => header.Contains("base64", StringComparison.OrdinalIgnoreCase))
                ? Encoding.UTF8.GetString(Convert.FromBase64String(body.ToString()))
                : body.ToString();
        return new ReceivedMail(recipient, headers, text.ReplaceLineEndings("\n"));
    }

    private static string Unquote(string text)
    {
        var joined = text.Replace("=\n", "", StringComparison.Ordinal);
        var bytes = new List<byte>();
        for (var i = 0; i < joined.Length; i++)
        {
            if (joined[i] == '=' && i + 2 < joined.Length)
            {
                bytes.Add(Convert.ToByte(joined.Substring(i + 1, 2), 16));
                i += 2;
            }
            else
            {
                bytes.AddRange(Encoding.UTF8.GetBytes([joined[i]]));
            }
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }
}

public sealed record ReceivedMail(string To, IReadOnlyList<string> Headers, string Text);
