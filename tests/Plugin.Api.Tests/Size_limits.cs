using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Plugin.Api.Authentication;
using Plugin.Api.Describing;

namespace Plugin.Api.Tests;

/// <summary>Each route takes a body up to the size that its description says, and not a byte more.</summary>
public sealed class Size_limits(RunningHub hub) : IClassFixture<RunningHub>
{
    // What is larger is announced and not sent.
    private const long Sendable = 8 * 1024 * 1024;

    private IEnumerable<DescribedRoute> Routes => DescribedRoute
        .All(hub.Services.GetRequiredService<EndpointDataSource>().Endpoints)
        .Where(route => route.Body?.Type is not null && route.Answers.Any(answer => answer.Status < 400));

    [Fact]
    public async Task Are_kept_to_the_byte_by_every_route_with_a_JSON_body()
    {
        var (wrong, count) = (new List<string>(), 0);
        // Run 1: a node's report is read when there is something to report on.
        await hub.World.Ordered(hub.World.Alice, hub.World.A);
        foreach (var route in Routes)
        {
            var limit = route.Body!.Limit;
            var over = await Ask(route, limit + 1, announceOnly: limit > Sendable);
            if (over.Status != 413 || over.Body![route.IsOwn ? "code" : "msg"] is null)
            {
                wrong.Add($"{route.Methods[0]} {route.Path} answers {limit + 1} bytes with {over.Status}");
            }

            if (limit <= Sendable && await Ask(route, limit, announceOnly: false) is { Status: 413 })
            {
                wrong.Add($"{route.Methods[0]} {route.Path} refuses {limit} bytes");
            }

            count++;
        }

        Assert.Empty(wrong);
        Assert.True(count > 30, $"Only {count} routes take a body.");
    }

    private async Task<Answer> Ask(DescribedRoute route, long size, bool announceOnly)
    {
        var caller = route.Callers.HasFlag(Callers.User) ? hub.World.Root : route.Callers.HasFlag(Callers.Node) ? hub.World.NodeA : hub.Anyone;
        var path = route.PathFields.Aggregate(route.Path, (path, field) => path.Replace($"{{{field.Name}}}", "1", StringComparison.Ordinal));
        using HttpContent body = announceOnly
            ? new Announced(size)
            : new ByteArrayContent(Encoding.ASCII.GetBytes("{" + new string(' ', (int)size - 2) + "}"));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return await caller.Send(new HttpMethod(route.Methods[0]), path, body, ("Expect", "100-continue"));
    }

    /// <summary>A length without the bytes: whoever asks for them gets an error.</summary>
    private sealed class Announced(long size) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context) =>
            throw new InvalidOperationException("The hub wants to read what it must refuse.");

        protected override bool TryComputeLength(out long length)
        {
            length = size;
            return true;
        }
    }
}
