import Terminal
import TerminalSupport
import Testing

struct ColorChoiceTests {
  struct Case: Sendable {
    let choice: ColorChoice
    let terminal: Bool
    let variables: [String: String]
    let isStyled: Bool
  }

  @Test(arguments: [
    Case(choice: .auto, terminal: true, variables: ["TERM": "xterm"], isStyled: true),
    Case(choice: .auto, terminal: false, variables: ["TERM": "xterm"], isStyled: false),
    Case(choice: .auto, terminal: true, variables: ["TERM": "dumb"], isStyled: false),
    Case(choice: .auto, terminal: true, variables: ["TERM": ""], isStyled: false),
    Case(choice: .auto, terminal: true, variables: [:], isStyled: false),
    Case(
      choice: .auto, terminal: true, variables: ["TERM": "xterm", "NO_COLOR": "1"],
      isStyled: false),
    Case(
      choice: .auto, terminal: true, variables: ["TERM": "xterm", "NO_COLOR": "0"],
      isStyled: false),
    Case(
      choice: .auto, terminal: true, variables: ["TERM": "xterm", "NO_COLOR": ""],
      isStyled: true),
    Case(
      choice: .auto, terminal: true,
      variables: ["TERM": "xterm", "NO_COLOR": "1", "CLICOLOR_FORCE": "1"], isStyled: false),
    Case(choice: .auto, terminal: false, variables: ["CLICOLOR_FORCE": "1"], isStyled: true),
    Case(choice: .auto, terminal: false, variables: ["CLICOLOR_FORCE": "0"], isStyled: false),
    Case(choice: .auto, terminal: false, variables: ["CLICOLOR_FORCE": ""], isStyled: false),
    Case(
      choice: .auto, terminal: true, variables: ["TERM": "dumb", "CLICOLOR_FORCE": "1"],
      isStyled: true),
    Case(choice: .always, terminal: false, variables: [:], isStyled: true),
    Case(choice: .always, terminal: true, variables: ["NO_COLOR": "1"], isStyled: true),
    Case(
      choice: .never, terminal: true, variables: ["TERM": "xterm", "CLICOLOR_FORCE": "1"],
      isStyled: false),
  ])
  func `the option takes precedence, then the environment, then the terminal`(row: Case) throws {
    let screen = try Screen(
      terminal: row.terminal, environment: Environment(row.variables), color: row.choice)
    #expect(screen.console.output.showsStyles == row.isStyled)
    #expect(screen.console.errors.showsStyles == row.isStyled)
  }

  @Test func `a later choice of colours takes effect`() throws {
    let screen = try Screen(terminal: false)
    #expect(!screen.console.output.showsStyles)
    screen.console.color = .always
    #expect(screen.console.output.showsStyles)
  }
}
