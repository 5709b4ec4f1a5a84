using InfernoSim.Testing.Output;

namespace InfernoSim.Testing.Tests.Output;

public sealed class OutputTailTests
{
    [Fact]
    public void What_fits_is_shown_as_it_is() => Assert.Equal("one\ntwo", OutputTail.Of("one\r\ntwo\n\n", 100));

    [Fact]
    public void Of_a_deep_exception_the_type_and_the_message_stay_and_the_stack_is_cut()
    {
        string thrown = Deep(60);

        string shown = OutputTail.Of("Error: Kestrel: unhandled\n" + thrown, 600);

        Assert.StartsWith("Error: Kestrel: unhandled\nSystem.InvalidOperationException: the price of 42 is missing\n   at Shop.Method0()", shown, StringComparison.Ordinal);
        Assert.EndsWith("   ... 57 more frames", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void An_inner_exception_keeps_its_message_as_well()
    {
        string thrown = $"System.Exception: outer ---> {Deep(40)}\n   --- End of inner exception stack trace ---\n{Frames(30)}";

        string shown = OutputTail.Of(thrown, 600);

        Assert.Contains("System.Exception: outer ---> System.InvalidOperationException: the price of 42 is missing", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void An_exception_that_much_output_followed_is_kept_before_the_last_lines()
    {
        string after = string.Join('\n', Enumerable.Range(0, 100).Select(i => $"warning {i} of a retry"));

        string shown = OutputTail.Of(Deep(10) + "\n" + after, 500);

        Assert.StartsWith("System.InvalidOperationException: the price of 42 is missing\n...\nwarning ", shown, StringComparison.Ordinal);
        Assert.EndsWith("warning 99 of a retry", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_an_exception_whose_beginning_is_cut_the_frames_are_cut_too()
    {
        string output = string.Join('\n', Enumerable.Range(0, 10).Select(i => $"error {i}\n{Deep(20)}"));

        string shown = OutputTail.Of(output, 400);

        Assert.StartsWith("...\nerror 9\nSystem.InvalidOperationException: the price of 42 is missing\n   at Shop.Method0()", shown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TypeError: x is not a function\n    at pay (/app/pay.js:12:5)", "    at next (/app/node_modules/router.js:1:2)")]
    [InlineData("panic: no price\n\ngoroutine 1 [running]:\nmain.pay()", "\t/src/pay.go:12 +0x1d")]
    [InlineData("java.lang.IllegalStateException: no price\n\tat shop.Pay.pay(Pay.java:12)", "\tat java.base/java.lang.Thread.run(Thread.java:1)")]
    public void Stacks_of_other_languages_are_cut_too(string head, string frame)
    {
        string shown = OutputTail.Of(head + "\n" + string.Join('\n', Enumerable.Repeat(frame, 80)), 400);

        Assert.StartsWith(head, shown, StringComparison.Ordinal);
        Assert.EndsWith(" more frames", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_line_that_is_longer_than_the_room_the_beginning_is_kept()
    {
        string shown = OutputTail.Of("System.Exception: " + new string('x', 5_000), 100);

        Assert.StartsWith("System.Exception: xxx", shown, StringComparison.Ordinal);
        Assert.True(shown.Length < 200, shown);
    }

    private static string Deep(int frames) => "System.InvalidOperationException: the price of 42 is missing\n" + Frames(frames);

    private static string Frames(int count) => string.Join('\n', Enumerable.Range(0, count).Select(i => $"   at Shop.Method{i}() in Shop.cs:line {i}"));
}
