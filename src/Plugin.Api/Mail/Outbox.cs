using System.Net;
using System.Net.Mail;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Plugin.Grains.Silos;

namespace Plugin.Api.Mail;

/// <summary>
/// Sends mails behind the answers: whoever asks cannot tell from the time it takes whether a mail goes out. A mail that waits when the hub
/// stops is lost, as its reader will ask again; one that the server does not take is tried three times.
/// </summary>
internal sealed partial class Outbox(ApiOptions options, Silo silo, TimeProvider clock, ILogger<Outbox> logger) : BackgroundService
{
    private const int MostWaiting = 1000;
    private const int Attempts = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Channel<Func<CancellationToken, Task<Letter?>>> _waiting =
        Channel.CreateBounded<Func<CancellationToken, Task<Letter?>>>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropWrite });

    private long _sent;
    private long _failed;

    public bool IsOpen => options.Mail is not null;

    /// <param name="write">Makes the mail when its turn has come; null when none is due after all.</param>
    public void Post(Func<CancellationToken, Task<Letter?>> write)
    {
        if (!IsOpen || !_waiting.Writer.TryWrite(write))
        {
            NotTaken();
            Interlocked.Increment(ref _failed);
        }

        Count();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Count();
        try
        {
            await foreach (var write in _waiting.Reader.ReadAllAsync(stoppingToken))
            {
                await Deliver(write, stoppingToken);
                Count();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The hub stops.
        }
    }

    private void Count() =>
        silo.Mails = IsOpen ? new MailCounts(_waiting.Reader.Count, Interlocked.Read(ref _sent), Interlocked.Read(ref _failed)) : null;

    private async Task Deliver(Func<CancellationToken, Task<Letter?>> write, CancellationToken cancellationToken)
    {
        // Written once: whoever writes it takes the turn of this hour's mail.
        Letter? letter = null;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                letter ??= await write(cancellationToken);
                if (letter is not null)
                {
                    await Send(letter, cancellationToken);
                    Interlocked.Increment(ref _sent);
                }

                return;
            }
            catch (Exception e) when (attempt < Attempts && e is (SmtpException or IOException or EventLog.LogUnavailableException))
            {
                await Task.Delay(options.Mail!.RetryAfter, clock, cancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                NotSent(e.Message);
                Interlocked.Increment(ref _failed);
                return;
            }
        }
    }

    private async Task Send(Letter letter, CancellationToken cancellationToken)
    {
        var server = options.Mail!;
        using var client = new SmtpClient(server.Host, server.Port) { EnableSsl = server.StartTls };
        if (server.User is not null)
        {
            client.Credentials = new NetworkCredential(server.User, server.Password);
        }

        using var message = new MailMessage(server.From, letter.To, letter.Subject, letter.Text);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            await client.SendMailAsync(message, patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"The mail server {server.Host}:{server.Port} did not answer within {Patience.TotalSeconds} seconds.");
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A mail could not be sent: {Reason}")]
    private partial void NotSent(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A mail was not taken: no mail server is configured, or too many mails wait")]
    private partial void NotTaken();
}

internal sealed record Letter(string To, string Subject, string Text);
