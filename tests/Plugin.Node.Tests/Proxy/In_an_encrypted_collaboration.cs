using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Plugin.Node.Tests.Support;
using Plugin.Testing.Vantage6;

namespace Plugin.Node.Tests;

/// <summary>The algorithm speaks plainly, and the hub sees envelopes only. The test reads and writes those with code of its own.</summary>
public sealed class In_an_encrypted_collaboration(In_an_encrypted_collaboration.Container container) : IClassFixture<In_an_encrypted_collaboration.Container>
{
    private const string Upload = "0b51f9b6-2c1b-4f5c-9a57-0d2f3c1c8a11";

    private static readonly byte[] Long = Encoding.ASCII.GetBytes($"[{string.Join(',', Enumerable.Range(0, 60_000))}]");

    private readonly Conversation _run = container.Fresh();

    [Fact]
    public async Task Inputs_of_subtasks_leave_closed_for_each_receiver()
    {
        _run.Answer = _ => (201, """{"id":42}""");
        // Whatever comes first, and however it is escaped.
        var escaped = Convert.ToBase64String(Long).Replace("/", "\\/", StringComparison.Ordinal).Replace("+", "\\u002B", StringComparison.Ordinal);

        using var response = await _run.Post(
            $$"""{"name":"sub","organizations":[{"input":"{{escaped}}","id":9},{"id":7,"input":"e30="},{"id":9,"input":""}],"databases":[{"label":"default"}]}""");

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var sent = JsonNode.Parse(_run.Heard.Single().Body)!;
        var inputs = sent["organizations"]!.AsArray();
        Assert.Equal(
            ("sub", "default", "9,7,9"),
            ((string)sent["name"]!, (string)sent["databases"]![0]!["label"]!, string.Join(',', inputs.Select(i => (int)i!["id"]!))));
        Assert.Equal(Long, Envelope.Open((string)inputs[0]!["input"]!, Keys.Other));
        Assert.Equal("{}"u8.ToArray(), Envelope.Open((string)inputs[1]!["input"]!, Keys.Own));
        Assert.Equal([], Envelope.Open((string)inputs[2]!["input"]!, Keys.Other));
    }

    [Theory]
    [InlineData(8, "e30=", "The input for organization 8 cannot be sent: The receiving organization has no readable public key.")]
    [InlineData(10, "e30=", "The input for organization 10 cannot be sent: There is no such organization.")]
    [InlineData(9, "{}", "The input for organization 9 cannot be sent: The payload is not base64.")]
    [InlineData(9, "e30", "The input for organization 9 cannot be sent: The payload is not base64.")]
    public async Task A_subtask_that_cannot_be_closed_is_refused(int organization, string input, string reason)
    {
        using var response = await _run.Post($$"""{"organizations":[{"id":{{organization}},"input":"{{input}}"}]}""");

        Assert.Equal(
            (HttpStatusCode.BadRequest, reason),
            (response.StatusCode, (string)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["msg"]!));
        Assert.Empty(_run.Heard);
    }

    [Theory]
    [InlineData("/result?task_id=42&page=1", """{"data":RESULTS,"links":{"next":null}}""")]
    [InlineData("/task/42/result", "RESULTS")]
    [InlineData("/api/result?task_id=42", """{"data":RESULTS}""")]
    public async Task Results_reach_the_algorithm_open_where_the_key_fits(string path, string form)
    {
        var foreign = Envelope.Close("1"u8.ToArray(), Keys.Wire(Keys.Other));
        var results = (string small, string large) =>
            $$"""[{"id":1,"result":"{{small}}","blob_storage_used":false},{"id":2,"result":"{{large}}"},{"id":3,"result":"{{foreign}}"},{"id":4,"result":null},{"id":5,"result":""},{"id":6,"result":"x$y$z"},{"id":7,"result":"{{Upload}}","blob_storage_used":true}]""";
        _run.Answer = _ => (200, form.Replace("RESULTS", results(Closed("42"u8.ToArray()), Closed(Long)), StringComparison.Ordinal));

        Assert.Equal(
            form.Replace("RESULTS", results(Convert.ToBase64String("42"u8), Convert.ToBase64String(Long)), StringComparison.Ordinal),
            await _run.Algorithm.GetStringAsync(path));
    }

    [Fact]
    public async Task So_does_a_single_one()
    {
        _run.Answer = _ => (200, $$"""{"id":1,"result":"{{Closed("[NaN]"u8.ToArray())}}"}""");

        Assert.Equal($$"""{"id":1,"result":"{{Convert.ToBase64String("[NaN]"u8)}}"}""", await _run.Algorithm.GetStringAsync("/result/1"));
    }

    [Fact]
    public async Task An_upload_is_closed_for_whose_key_comes_with_it_and_for_nobody_else()
    {
        var arrived = new MemoryStream();
        _run.Streams = async context =>
        {
            if (context.Request.Path != "/api/blobstream")
            {
                return false;
            }

            arrived.SetLength(0);
            await context.Request.Body.CopyToAsync(arrived);
            await TestHub.Write(context, 201, $$"""{"uuid":"{{Upload}}"}""");
            return true;
        };
        _run.Answer = _ => (201, """{"id":42}""");

        using var uploaded = await Send(Long, Keys.Wire(Keys.Other));
        using var named = await _run.Post($$"""{"organizations":[{"id":9,"input":"{{Upload}}"}]}""");
        using var elsewhere = await _run.Post($$"""{"organizations":[{"id":7,"input":"{{Upload}}"}]}""");

        Assert.Equal((HttpStatusCode.Created, $$"""{"uuid":"{{Upload}}"}"""), (uploaded.StatusCode, await uploaded.Content.ReadAsStringAsync()));
        Assert.Equal(Long, Envelope.OpenUpload(arrived.ToArray(), Keys.Other));
        Assert.Equal((HttpStatusCode.Created, Upload), (named.StatusCode, (string)JsonNode.Parse(_run.Heard.Single().Body)!["organizations"]![0]!["input"]!));
        Assert.Equal(
            (HttpStatusCode.BadRequest, $$"""{"msg":"The upload {{Upload}} is closed for another organization than 7."}"""),
            (elsewhere.StatusCode, await elsewhere.Content.ReadAsStringAsync()));

        using var stranger = RSA.Create(2048);
        arrived.SetLength(0);
        foreach (var key in (string?[])[Keys.Wire(stranger), "x", null])
        {
            using var refused = await Send(Long, key);
            Assert.Equal((HttpStatusCode.BadRequest, 0L), (refused.StatusCode, arrived.Length));
        }
    }

    [Fact]
    public async Task An_upload_survives_that_the_hub_breaks_off_or_is_too_busy_to_listen()
    {
        var (tries, arrived) = (0, new MemoryStream());
        _run.Streams = async context =>
        {
            switch (++tries)
            {
                case 1:
                    await context.Request.Body.ReadAtLeastAsync(new byte[10_000], 10_000);
                    context.Abort();
                    return true;
                case 2:
                    await TestHub.Write(context, 503, """{"msg":"Later."}""");
                    return true;
                default:
                    await context.Request.Body.CopyToAsync(arrived);
                    await TestHub.Write(context, 201, $$"""{"uuid":"{{Upload}}"}""");
                    return true;
            }
        };

        using var uploaded = await Send(Long, Keys.Wire(Keys.Other));

        Assert.Equal((HttpStatusCode.Created, 3), (uploaded.StatusCode, tries));
        Assert.Equal(Long, Envelope.OpenUpload(arrived.ToArray(), Keys.Other));
    }

    [Fact]
    public async Task A_download_is_opened_and_survives_that_the_hub_breaks_off()
    {
        var envelope = Envelope.CloseForUpload(Long, Keys.Wire(Keys.Own));
        var asked = 0;
        _run.Streams = async context =>
        {
            if (context.Request.Path != $"/api/blobstream/{Upload}")
            {
                return false;
            }

            if (++asked == 2)
            {
                await TestHub.Write(context, 503, """{"msg":"Later."}""");
                return true;
            }

            context.Response.ContentType = "application/octet-stream";
            await context.Response.Body.WriteAsync(envelope.AsMemory(0, asked == 1 ? 100_000 : envelope.Length));
            await context.Response.Body.FlushAsync();
            if (asked == 1)
            {
                context.Abort();
            }

            return true;
        };

        Assert.Equal(Long, await _run.Algorithm.GetByteArrayAsync($"/blobstream/{Upload}"));
        Assert.Equal(3, asked);
    }

    [Fact]
    public async Task A_download_that_is_closed_for_somebody_else_is_refused_in_words()
    {
        _run.Streams = async context =>
        {
            context.Response.ContentType = "application/octet-stream";
            await context.Response.Body.WriteAsync(Envelope.CloseForUpload("1"u8.ToArray(), Keys.Wire(Keys.Other)));
            return true;
        };

        using var response = await _run.Algorithm.GetAsync($"/blobstream/{Upload}");

        Assert.Equal(
            (HttpStatusCode.Conflict, """{"msg":"The payload cannot be decrypted with this organization\u0027s key."}""".Replace("\\u0027", "'", StringComparison.Ordinal)),
            (response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    public sealed class Container : IAsyncLifetime
    {
        private Conversation _run = null!;

        public async ValueTask InitializeAsync() => _run = await Conversation.Start(
            Keys.Station(), await Keys.Hub(), input: marks => Envelope.Close(Encoding.UTF8.GetBytes(marks), Keys.Wire(Keys.Own)));

        public ValueTask DisposeAsync() => _run.DisposeAsync();

        internal Conversation Fresh() => _run.Forget();
    }

    private static string Closed(byte[] content) => Envelope.Close(content, Keys.Wire(Keys.Own));

    private Task<HttpResponseMessage> Send(byte[] content, string? publicKey)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/blobstream")
        {
            Content = new StreamContent(new MemoryStream(content)) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } },
        };
        request.Headers.TransferEncodingChunked = true;
        if (publicKey is not null)
        {
            request.Headers.Add("X-Public-Key", publicKey);
        }

        return _run.Algorithm.SendAsync(request);
    }
}
