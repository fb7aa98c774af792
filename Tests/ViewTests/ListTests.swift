import Testing
import View

@Suite struct ListTests {
  @Test(arguments: [
    ("* a\n* b", "- a\n- b"),
    ("+ a\n+ b\n- c", "- a\n- b\n\n- c"),
    ("- a\n\n- b", "- a\n\n- b"),
    ("- a\n  b\n- c", "- a b\n- c"),
    ("- a\n  - b\n    - c\n- d", "- a\n  - b\n    - c\n- d"),
    ("- a\n\n  - b\n  - c\n\n- d", "- a\n\n  - b\n  - c\n\n- d"),
    ("- a\n\n  b\n\n- c", "- a\n\n  b\n\n- c"),
    ("- - a\n  - b", "- - a\n  - b"),
    ("-\n- a\n-", "-\n- a\n-"),
    ("- # a\n- b", "- a\n- b"),
    ("a\n- b\n\nc", "a\n\n- b\n\nc"),
  ])
  func `bullets are shown as dashes`(markdown: String, expected: String) {
    #expect(shown(markdown) == expected)
  }

  @Test(arguments: [
    ("1. a\n1. b", "1. a\n2. b"),
    ("3) a\n9) b", "3) a\n4) b"),
    ("0. a", "0. a"),
    ("9. a\n10. b\n    c", "9. a\n10. b c"),
    ("9. a\n\n   b\n10. c\n\n    d", "9. a\n\n   b\n\n10. c\n\n    d"),
    ("1. a\n   - b\n     1. c", "1. a\n   - b\n     1. c"),
    ("999999999. a\n1. b", "999999999. a\n1000000000. b"),
    ("007. a", "7. a"),
  ])
  func `numbers count up from the first one`(markdown: String, expected: String) {
    #expect(shown(markdown) == expected)
  }

  @Test(arguments: [
    ("- [ ] a\n- [x] b\n- [X] c", "- [ ] a\n- [x] b\n- [x] c"),
    ("1. [x] a", "1. [x] a"),
    ("- [x] a\n  - [ ] b", "- [x] a\n      - [ ] b"),
    ("- [y] a", "- [y] a"),
  ])
  func `tasks keep their boxes`(markdown: String, expected: String) {
    #expect(shown(markdown) == expected)
  }

  @Test(arguments: [
    ("- a\n\n  ```\n  b\n  ```\n- c", "- a\n\n      b\n\n- c"),
    ("- a\n  ```\n  b\n\n  c\n  ```\n- d", "- a\n      b\n\n      c\n- d"),
    ("- a\n  > b\n  > c\n- d", "- a\n  > b c\n- d"),
    ("1. > a\n   >\n   > - b", "1. > a\n   >\n   > - b"),
    ("- |a|b|\n  |-|-|\n  |1|2|", "- a  b\n  -  -\n  1  2"),
    ("- a  \n  b", "- a\n  b"),
  ])
  func `other blocks are shown below the text of an item`(markdown: String, expected: String) {
    #expect(shown(markdown) == expected)
  }
}
