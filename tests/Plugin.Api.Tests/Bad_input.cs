using System.Net.Http.Headers;
using System.Text;

namespace Plugin.Api.Tests;

/// <summary>Whatever comes in, a JSON answer in the route's shape goes out, and never a 500.</summary>
public sealed class Bad_input(RunningHub hub) : IClassFixture<RunningHub>
{
    private readonly World _world = hub.World;

    [Theory]
    [InlineData("organization", """{"name":""", "not valid JSON")]
    [InlineData("organization", "[1]", "not a JSON object")]
    [InlineData("organization", "", "not valid JSON")]
    [InlineData("organization", """{"name":5}""", "name: Not a string.")]
    [InlineData("organization", "{}", "name: Missing.")]
    [InlineData("organization", """{"name":null}""", "name: May not be null.")]
    [InlineData("organization", """{"name":"x","foo":1}""", "foo: Unknown field.")]
    [InlineData("organization", """{"name":"12"}""", "A name has")]
    [InlineData("organization", """{"name":"a\u0000b"}""", "cannot be stored")]
    [InlineData("organization", """{"name":"\ud800"}""", "surrogate")]
    [InlineData("organization", """{"\udfff":1}""", "surrogate")]
    [InlineData("organization", """{"name":"Hospital A"}""", "already in use")]
    [InlineData("organization", """{"name":"K","public_key":"not base64!"}""", "key")]
    [InlineData("collaboration", """{"name":"x","encrypted":"perhaps","organization_ids":[]}""", "encrypted: Not a boolean.")]
    [InlineData("collaboration", """{"name":"x","encrypted":"True","organization_ids":[0]}""", "Not an id")]
    [InlineData("collaboration", """{"name":"x","encrypted":false,"organization_ids":[99999999999]}""", "Not an id")]
    [InlineData("user", """{"username":"1abc","email":"x","password":"short"}""", "username: Starts with a letter")]
    [InlineData("user", """{"username":"abc","email":"a@b.c","password":"NoDigits-here"}""", "at least one digit")]
    [InlineData("node", """{"collaboration_id":"x"}""", "collaboration_id: Not an id")]
    [InlineData("kill/task", """{"id":-1}""", "id: Not an id")]
    [InlineData("token/node", """{"api_key":"nope"}""", "api_key: Not a UUID.")]
    public async Task A_body_that_does_not_fit_is_told_why(string path, string body, string why)
    {
        var answer = await _world.Root.Post(path, body);

        Assert.Equal(400, answer.Status);
        Assert.Contains(why, answer.Text("msg"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"image":"i","organizations":[]}""", "collaboration_id: Say which collaboration (collaboration_id) or which study of one (study_id).")]
    [InlineData("""{"image":"i","collaboration_id":1,"organizations":[]}""", "at least one organization")]
    [InlineData("""{"image":"i","collaboration_id":1,"organizations":"x"}""", "organizations: Not a list.")]
    [InlineData("""{"image":"i","collaboration_id":1,"organizations":[5]}""", "objects")]
    [InlineData("""{"image":"i","collaboration_id":1,"organizations":[{"id":2}]}""", "input: Missing.")]
    [InlineData("""{"image":"i","collaboration_id":1,"organizations":[{"id":2,"input":"###"}]}""", "not base64")]
    [InlineData("""{"image":"","collaboration_id":1,"organizations":[{"id":2,"input":"e30="}]}""", "image: Must have")]
    [InlineData("""{"image":"i","collaboration_id":1,"organizations":[{"id":2,"input":"e30="},{"id":2,"input":"e30="}]}""", "")]
    [InlineData("""{"image":"i","collaboration_id":1,"organizations":[{"id":999,"input":"e30="}]}""", "")]
    [InlineData("""{"image":"i","collaboration_id":1,"store_id":3,"organizations":[{"id":2,"input":"e30="}]}""", "no algorithm store 3")]
    [InlineData("""{"image":"i","collaboration_id":1,"databases":[{"query":"x"}],"organizations":[{"id":2,"input":"e30="}]}""", "label: Missing.")]
    [InlineData("""{"image":"i","collaboration_id":1,"databases":[{"label":"d","foo":1}],"organizations":[{"id":2,"input":"e30="}]}""", "foo: Unknown")]
    [InlineData("""{"image":"i","collaboration_id":1,"job_id":7,"organizations":[{"id":2,"input":"e30="}]}""", "job_id: Unknown")]
    public async Task A_task_that_cannot_be_is_told_why(string body, string why)
    {
        var answer = await _world.Alice.Post("task", body);

        Assert.Equal(400, answer.Status);
        Assert.Contains(why, answer.Text("msg"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("task?page=0")]
    [InlineData("task?per_page=1000000")]
    [InlineData("task?page=999999999&per_page=10")]
    [InlineData("task?sort=password")]
    [InlineData("task?status=finished")]
    [InlineData("task?collaboration_id=99999999999999999999")]
    [InlineData("task?parent_id=4711")]
    [InlineData("task?is_user_created=x")]
    [InlineData("task?name=%00")]
    [InlineData("run?task_id=4711")]
    [InlineData("run?node_id=4711")]
    [InlineData("run?assigned_from=yesterday")]
    [InlineData("user?role_id=99")]
    [InlineData("organization?ids=1,x")]
    public async Task A_filter_that_makes_no_sense_is_refused(string path)
    {
        var answer = await _world.Root.Get(path);

        Assert.Equal(400, answer.Status);
        Assert.NotEmpty(answer.Text("msg"));
    }

    [Theory]
    [InlineData("organization/99999999999999999999")]
    [InlineData("organization/abc")]
    [InlineData("organization/4711")]
    [InlineData("task/4711/status")]
    [InlineData("organization/")]
    [InlineData("nothing/here")]
    public async Task What_is_not_there_is_a_404_with_a_message(string path)
    {
        var answer = await _world.Root.Get(path);

        Assert.Equal(404, answer.Status);
        Assert.NotEmpty(answer.Text("msg"));
    }

    [Fact]
    public async Task A_wrong_method_is_a_405_with_a_message()
    {
        var answer = await _world.Root.Send(HttpMethod.Put, "organization", null);

        Assert.Equal(405, answer.Status);
        Assert.NotEmpty(answer.Text("msg"));
    }

    [Fact]
    public async Task A_body_that_is_not_called_JSON_is_a_415_with_a_message()
    {
        using var text = new StringContent("{}", Encoding.UTF8, "text/plain");

        var answer = await _world.Root.Send(HttpMethod.Post, "organization", text);

        Assert.Equal(415, answer.Status);
        Assert.NotEmpty(answer.Text("msg"));
    }

    [Theory]
    [InlineData("organization")]
    [InlineData("token/user")]
    public async Task A_hundred_megabytes_are_refused_without_being_sent(string path)
    {
        await using var endless = new Zeros(100_000_000);
        using var body = new StreamContent(endless);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        body.Headers.ContentLength = endless.Length;

        // As curl sends a large body: the hub's answer comes before it.
        var answer = await _world.Root.Send(HttpMethod.Post, path, body, ("Expect", "100-continue"));

        Assert.Equal(413, answer.Status);
        Assert.NotEmpty(answer.Text("msg"));
        Assert.Equal(0, endless.Position);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_that_sends_a_hundred_megabytes_first_is_answered_all_the_same(bool announced)
    {
        await using var endless = new Zeros(100_000_000);
        using var body = new StreamContent(endless);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        body.Headers.ContentLength = announced ? endless.Length : null;

        var answer = await _world.Root.Send(HttpMethod.Post, "organization", body);

        Assert.Equal(413, answer.Status);
        Assert.NotEmpty(answer.Text("msg"));
    }

    [Fact]
    public async Task Deeply_nested_JSON_is_refused()
    {
        var answer = await _world.Root.Post("organization", new string('[', 20_000));

        Assert.Equal(400, answer.Status);
    }

    [Theory]
    [InlineData("station/session", "{}", 400, "body.invalid")]
    [InlineData("station/session", "x", 400, "body.malformed")]
    [InlineData("station/runs/4711/claim", """{"session":"x"}""", 409, "session.unknown")]
    [InlineData("station/runs/4711/report", """{"attempt":1,"state":"dancing"}""", 400, "body.invalid")]
    [InlineData("station/runs/4711/report", """{"attempt":1,"state":"active"}""", 404, "run.missing")]
    [InlineData("station/runs/4711/report", """{"attempt":0,"state":"active"}""", 400, "body.invalid")]
    [InlineData("station/heartbeat", """{"session":"x","runs":[{"run_id":1}]}""", 400, "body.invalid")]
    public async Task The_station_s_routes_answer_problem_details(string path, string body, int status, string code)
    {
        var answer = await _world.NodeA.Post(path, body);

        Assert.Equal(status, answer.Status);
        Assert.Equal("application/problem+json", answer.Type);
        Assert.Equal(code, answer.Text("code"));
        Assert.NotEmpty(answer.Text("detail"));
    }

    /// <summary>A stream of so many zero bytes.</summary>
    private sealed class Zeros(long length) : Stream
    {
        private long _position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position
        {
            get => _position;
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = (int)Math.Min(count, length - _position);
            Array.Clear(buffer, offset, read);
            _position += read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
